import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { median } from '../figures.ts';
import { startProduct } from '../processes.ts';
import { type RocAuc, rocAuc } from './rocAuc.ts';
import { ASKER, type Kind, makeTimedAccounts, type TimedAccounts } from './timedAccounts.ts';
import { TIMED_OPERATIONS, type TimedOperation } from './timedOperations.ts';

/** How well one kind of address can be told from unknown ones by the time of one answer of an operation. */
export interface Comparison extends RocAuc {
  readonly operation: string;
  /** Of all answers of the operation. */
  readonly medianMs: number;
  readonly kind: Kind;
  /** The answer to the call itself, or the answer after it, which hidden work after the first would slow down. */
  readonly by: 'its own answer' | 'the next answer';
  /** Whether the estimate is within 0.03 of 0.50, and 0.50 within the interval. */
  readonly fine: boolean;
}

const WARM_UP_CALLS = 500;
const FURTHEST = 0.03;

interface Timed {
  readonly kind: Kind;
  readonly ms: number;
}

/**
 * Can a stranger tell kinds of address apart by the time of the answers? Calls of every kind are sent in random order,
 * one after the other over one connection, with a slow mail server. Each kind is compared with unknown addresses.
 *
 * The confidence of 95 % is for all comparisons of a run together (Bonferroni). Of some thirty intervals of 95 % each,
 * one or two would miss 0.50 by chance.
 */
export async function measureTiming(options: {
  /** Of each kind. */
  readonly calls: number;
  readonly cost: number;
  readonly wanted?: ((operation: string) => boolean) | undefined;
  readonly tell: (operation: readonly Comparison[]) => void;
}): Promise<Comparison[]> {
  const { calls, cost, wanted = () => true, tell } = options;
  const chosen = TIMED_OPERATIONS.filter(({ name }) => wanted(name));
  const comparisons = chosen.reduce((sum, { kinds }) => sum + 2 * (kinds.length - 1), 0);
  const confidence = 1 - 0.05 / comparisons;

  const product = await startTimedProduct(cost);
  const all: Comparison[] = [];
  for (const operation of chosen) {
    const timed = await timeOperation(product, operation, calls);
    const compared = compareAll(operation, timed, confidence);
    tell(compared);
    all.push(...compared);
  }
  await product.stop();
  return all;
}

/** The product over accounts of every kind, with a slow mail server. */
export interface TimedProduct {
  readonly url: string;
  readonly accounts: TimedAccounts;
  /** The cookie of the asker's session. */
  readonly cookie: string;
  stop(): Promise<void>;
}

/** Starts it, with a database of its own. */
export async function startTimedProduct(cost: number): Promise<TimedProduct> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-timing-'));
  const file = join(folder, 'timing.sqlite');
  const accounts = await makeTimedAccounts(file, cost);
  const mailServer = new Worker(new URL('slowMailServer.ts', import.meta.url));
  const mailPort = await new Promise<number>(resolve => mailServer.once('message', resolve));
  const product = await startProduct({
    DATABASE_URL: `sqlite:${file}`,
    BCRYPT_COST: String(cost),
    EMAIL_PORT: String(mailPort),
  });
  return {
    url: product.url,
    accounts,
    cookie: await signIn(product.url),
    async stop() {
      await product.stop();
      await mailServer.terminate();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function signIn(url: string): Promise<string> {
  const query =
    'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { __typename } }';
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { email: ASKER.address, password: ASKER.password } }),
  });
  const cookie = answer.headers.getSetCookie().find(text => text.startsWith('rekey_session='));
  if (!cookie) throw new Error('the asker could not sign in');
  return cookie.split(';')[0] ?? '';
}

function compareAll(operation: TimedOperation, timed: readonly Timed[], confidence: number): Comparison[] {
  const medianMs = median(timed.map(({ ms }) => ms));
  const compare = (kind: Kind, by: Comparison['by']): Comparison => {
    const answers = by === 'its own answer' ? timed : timed.slice(1);
    const of = (wanted: Kind) => answers.flatMap(({ ms }, n) => (timed[n]?.kind === wanted ? [ms] : []));
    const figures = rocAuc(of(kind), of('unknown'), confidence);
    const fine = Math.abs(figures.auc - 0.5) <= FURTHEST && figures.low <= 0.5 && figures.high >= 0.5;
    return { operation: operation.name, medianMs, kind, by, ...figures, fine };
  };
  return operation.kinds
    .filter(kind => kind !== 'unknown')
    .flatMap(kind => [compare(kind, 'its own answer'), compare(kind, 'the next answer')]);
}

async function timeOperation(
  { url, accounts: about, cookie }: TimedProduct,
  { kinds, body, signedIn }: TimedOperation,
  calls: number,
): Promise<Timed[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const plan = shuffled(kinds.flatMap(kind => Array<Kind>(calls).fill(kind)));
  const warmUp = shuffled(kinds.flatMap(kind => Array<Kind>(Math.ceil(WARM_UP_CALLS / kinds.length)).fill(kind)));
  const timed: Timed[] = [];
  for (const [n, kind] of [...warmUp, ...plan].entries()) {
    const choice = about[kind][Math.floor(Math.random() * about[kind].length)];
    if (!choice) throw new Error(`no address of kind ${kind}`);
    const sent = body(choice);
    const ms = await timeCall(url, agent, sent, signedIn ? cookie : undefined);
    if (n >= warmUp.length) timed.push({ kind, ms });
  }
  agent.destroy();
  return timed;
}

/** Milliseconds from sending a GraphQL request to the end of its answer. */
export function timeCall(url: string, agent: Agent, sent: string, cookie?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(sent),
      ...(cookie && { cookie }),
    };
    const start = performance.now();
    const call = request(`${url}/graphql`, { method: 'POST', agent, headers }, response => {
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
      response.resume().on('end', () => resolve(performance.now() - start));
    });
    call.on('error', reject).end(sent);
  });
}

/** In random order. */
export function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map(item => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
