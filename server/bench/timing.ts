import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { median } from './median.ts';
import { startProduct } from './processes.ts';
import { type RocAuc, rocAuc } from './timing/rocAuc.ts';
import { type Kind, makeTimedAccounts, type TimedAccounts } from './timing/timedAccounts.ts';
import { TIMED_OPERATIONS, type TimedOperation } from './timing/timedOperations.ts';

/**
 * Can a stranger tell kinds of address apart by the time of the answers? For each operation, calls of every kind are sent in random order,
 * one after the other over one connection, and each kind is compared with unknown addresses: by the time of its own answer, and by that of
 * the answer after it, which hidden work after the first would slow down.
 *
 * Ends with status 1 where an estimate is further than 0.03 from 0.50, or its interval leaves 0.50 out. The intervals hold together: with
 * 95 % confidence for all of a run's comparisons at once (Bonferroni), since of some thirty intervals of 95 % each, one or two leave it out by
 * chance.
 *
 * CALLS (of each kind, default 3000), BCRYPT_COST (default 6) and OPERATIONS (names, separated by commas) may be set.
 */
const CALLS = Number(process.env.CALLS ?? 3_000);
const COST = Number(process.env.BCRYPT_COST ?? 6);
const WARM_UP_CALLS = 500;
const FURTHEST = 0.03;

interface Timed {
  readonly kind: Kind;
  readonly ms: number;
}

const chosen = TIMED_OPERATIONS.filter(({ name }) => process.env.OPERATIONS?.split(',').includes(name) ?? true);
const comparisons = chosen.reduce((sum, { kinds }) => sum + 2 * (kinds.length - 1), 0);
const confidence = 1 - 0.05 / comparisons;

const folder = mkdtempSync(join(tmpdir(), 'rekey-timing-'));
const file = join(folder, 'timing.sqlite');
const accounts = await makeTimedAccounts(file, COST);
const mailServer = new Worker(new URL('timing/slowMailServer.ts', import.meta.url));
const mailPort = await new Promise<number>(resolve => mailServer.once('message', resolve));
const product = await startProduct({
  DATABASE_URL: `sqlite:${file}`,
  BCRYPT_COST: String(COST),
  EMAIL_PORT: String(mailPort),
});

let indistinguishable = true;
for (const operation of chosen) {
  const timed = await timeOperation(operation, accounts);
  console.log(
    `\n${operation.name}: ${CALLS} calls of each kind, median ${median(timed.map(({ ms }) => ms)).toFixed(2)} ms`,
  );
  for (const kind of operation.kinds.filter(each => each !== 'unknown')) {
    report(`${kind} | unknown`, compare(timed, timed, kind));
    report(`${kind} | unknown, next answer`, compare(timed, timed.slice(1), kind));
  }
}
await product.stop();
await mailServer.terminate();
rmSync(folder, { recursive: true, force: true });
console.log(indistinguishable ? '\nNothing to tell apart.' : '\nSomething can be told apart.');
process.exitCode = indistinguishable ? 0 : 1;

/** Compares the times whose call, or whose call before, was of the kind with those where it was about an unknown address. */
function compare(calls: readonly Timed[], answers: readonly Timed[], kind: Kind): RocAuc {
  const of = (wanted: Kind) => answers.flatMap(({ ms }, n) => (calls[n]?.kind === wanted ? [ms] : []));
  return rocAuc(of(kind), of('unknown'), confidence);
}

function report(what: string, { auc, low, high }: RocAuc): void {
  const fine = Math.abs(auc - 0.5) <= FURTHEST && low <= 0.5 && high >= 0.5;
  indistinguishable &&= fine;
  console.log(
    `  ${what.padEnd(38)} AUC ${auc.toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}]${fine ? '' : '  <--'}`,
  );
}

async function timeOperation({ kinds, body }: TimedOperation, about: TimedAccounts): Promise<Timed[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const plan = shuffled(kinds.flatMap(kind => Array<Kind>(CALLS).fill(kind)));
  const warmUp = shuffled(kinds.flatMap(kind => Array<Kind>(Math.ceil(WARM_UP_CALLS / kinds.length)).fill(kind)));
  const timed: Timed[] = [];
  for (const [n, kind] of [...warmUp, ...plan].entries()) {
    const choice = about[kind][Math.floor(Math.random() * about[kind].length)];
    if (!choice) throw new Error(`no address of kind ${kind}`);
    const sent = body(choice);
    const ms = await timeCall(agent, sent);
    if (n >= warmUp.length) timed.push({ kind, ms });
  }
  agent.destroy();
  return timed;
}

function timeCall(agent: Agent, sent: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) };
    const start = performance.now();
    const call = request(`${product.url}/graphql`, { method: 'POST', agent, headers }, response => {
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
      response.resume().on('end', () => resolve(performance.now() - start));
    });
    call.on('error', reject).end(sent);
  });
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map(item => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
