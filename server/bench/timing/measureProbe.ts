import { Agent } from 'node:http';
import { quantile } from '../figures.ts';
import { shuffled, startTimedProduct, type TimedProduct, timeCall } from './measureTiming.ts';
import { type RocAuc, rocAuc } from './rocAuc.ts';
import type { Kind } from './timedAccounts.ts';
import { TIMED_OPERATIONS } from './timedOperations.ts';

/**
 * How well a probe on the same connection tells a kind of address from unknown ones, by what the machine does after the
 * answer.
 */
export interface ProbeComparison extends RocAuc {
  readonly operation: string;
  readonly kind: Kind;
  /** What is compared of the small requests that follow the answer. */
  readonly figure: string;
  /** How many tries at one address are taken together, by their mean. */
  readonly tries: 1 | 5;
  /** Whether the estimate meets its target: below 0.55 for one try, below 0.6 for five, to whichever side. */
  readonly fine: boolean;
}

/**
 * Which kinds are told from unknown addresses. A registration mails known and unknown addresses, so disabled ones are
 * compared as well.
 */
const PROBED: ReadonlyArray<readonly [operation: string, kinds: readonly Kind[]]> = [
  ['requestPasswordReset', ['known']],
  ['register', ['known', 'disabled']],
];

/** Longer than the random delay before a mail and the time of the mail server together. */
const WINDOW_MS = 450;
const TRIES = 5;
const FURTHEST = { 1: 0.05, [TRIES]: 0.1 } as const;
const WARM_UP_ADDRESSES = 10;
const SMALL_REQUEST = JSON.stringify({ query: '{ __typename }' });

/** What is compared: of all small requests in the window, or of those right after the answer. */
const FIGURES: Readonly<Record<string, (probes: readonly number[]) => number>> = {
  mean: probes => mean(probes),
  slowest: probes => Math.max(...probes),
  '90 % below': probes => quantile(probes, 0.9),
  'mean of the first 50': probes => mean(probes.slice(0, 50)),
  'share of slow ones': probes => slowShare(probes),
  'mean of the slowest tenth': probes =>
    mean([...probes].sort((a, b) => b - a).slice(0, Math.ceil(probes.length / 10))),
};

interface Probed {
  readonly kind: Kind;
  readonly address: string;
  readonly probes: readonly number[];
}

/**
 * Can a stranger tell kinds of address apart by what follows an answer? Each try sends a request about an address. It
 * then sends small requests over the same connection, as fast as they are answered, until all work for the first
 * request is over.
 */
export async function measureProbe(options: {
  /** Of each kind; each is tried five times. */
  readonly addresses: number;
  readonly cost: number;
  readonly wanted: (operation: string) => boolean;
  readonly tell: (operation: readonly ProbeComparison[]) => void;
}): Promise<ProbeComparison[]> {
  const product = await startTimedProduct(options.cost);
  const all: ProbeComparison[] = [];
  for (const [operation, kinds] of PROBED.filter(([name]) => options.wanted(name))) {
    await probe(product, operation, kinds, WARM_UP_ADDRESSES);
    const probed = await probe(product, operation, kinds, options.addresses);
    const compared = kinds.flatMap(kind =>
      Object.keys(FIGURES).flatMap(figure => compare(operation, kind, figure, probed)),
    );
    options.tell(compared);
    all.push(...compared);
  }
  await product.stop();
  return all;
}

function compare(operation: string, kind: Kind, figure: string, probed: readonly Probed[]): ProbeComparison[] {
  const of = (wanted: Kind) => probed.filter(each => each.kind === wanted);
  const take = FIGURES[figure] ?? mean;
  const single = (wanted: Kind) => of(wanted).map(({ probes }) => take(probes));
  const byAddress = (wanted: Kind) =>
    [...Map.groupBy(of(wanted), ({ address }) => address).values()].map(tries =>
      mean(tries.map(({ probes }) => take(probes))),
    );
  return ([1, TRIES] as const).map(tries => {
    const figures = tries === 1 ? single : byAddress;
    const auc = rocAuc(figures(kind), figures('unknown'), 0.95);
    return { operation, kind, figure, tries, ...auc, fine: Math.abs(auc.auc - 0.5) < FURTHEST[tries] };
  });
}

async function probe(
  product: TimedProduct,
  operation: string,
  kinds: readonly Kind[],
  addresses: number,
): Promise<Probed[]> {
  const body = TIMED_OPERATIONS.find(({ name }) => name === operation)?.body;
  if (!body) throw new Error(`no operation ${operation}`);
  const chosen = (['unknown', ...kinds] as const).flatMap(kind =>
    shuffled(product.accounts[kind])
      .slice(0, addresses)
      .map(about => ({ kind, about })),
  );
  const plan = shuffled(Array.from({ length: TRIES }, () => chosen).flat());
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const probed: Probed[] = [];
  for (const { kind, about } of plan) {
    await timeCall(product.url, agent, body(about));
    const probes: number[] = [];
    for (const end = performance.now() + WINDOW_MS; performance.now() < end; ) {
      probes.push(await timeCall(product.url, agent, SMALL_REQUEST));
    }
    probed.push({ kind, address: about.address, probes });
  }
  agent.destroy();
  return probed;
}

/** Of those that took more than twice as long as the middle one. */
function slowShare(probes: readonly number[]): number {
  const bound = 2 * quantile(probes, 0.5);
  return probes.filter(ms => ms > bound).length / probes.length;
}

function mean(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
}
