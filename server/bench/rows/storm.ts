import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ManyAccounts, PASSWORD, withManyAccounts } from '../../src/testing/manyAccounts.ts';
import { quantile, spread } from '../figures.ts';
import { type ServerProcess, startProduct } from '../processes.ts';
import type { Row } from '../row.ts';

/** STORM_SECONDS may be set. */
const STORM_SECONDS = Number(process.env.STORM_SECONDS ?? 30);
const CALM_SECONDS = 5;
const TIMES_CAPACITY = 10;
const PROBES_PER_SECOND = 20;
const COST = 12;
const TARGET_P99_MS = 40;
const TARGET_REFUSED_MS = 1_000;
const TARGET_GROWTH_MB = 20;

/** Milliseconds of each answer, by what it said. */
type Answers = Map<string, number[]>;
type Send = (query: string, variables: object, answers: Answers, cookie?: string) => Promise<void>;

const LOGIN =
  'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { __typename } }';
const RESET = 'mutation ($email: String!) { requestPasswordReset(email: $email) { __typename } }';
const ME = '{ me { __typename email } }';

/**
 * Sends ten times the sign-ins that the cores can hash, and meanwhile resets and account pages. All requests are sent
 * at a constant rate, regardless of the outcome.
 */
export function storm(): Promise<Row[]> {
  return withManyAccounts({ count: 1_000, cost: COST }, async accounts => {
    const product = await startProduct({ DATABASE_URL: accounts.databaseUrl, BCRYPT_COST: String(COST) });
    const send = sender(product);
    const login = (answers: Answers) => send(LOGIN, { email: accounts.addresses[0], password: PASSWORD }, answers);

    await probe(send, accounts, 2);
    const capacity = await capacityOf(login);
    const calm = await probe(send, accounts, CALM_SECONDS);
    const before = product.residentMegabytes();
    const logins: Answers = new Map();
    const until = performance.now() + STORM_SECONDS * 1_000;
    const storming = atRate(capacity * TIMES_CAPACITY, until, () => login(logins));
    const memory = watchMemory(product, until);
    const within = await probe(send, accounts, STORM_SECONDS);
    const megabytes = await memory;
    const [early, late] = [megabytes.slice(0, -megabytes.length / 3), megabytes.slice(-megabytes.length / 3)];
    await Promise.all(await storming);
    const after: Answers = new Map();
    await login(after);
    await product.stop();

    const ms = (figure: number) => `${figure.toFixed(1)} ms`;
    const p99 = (answers: Answers) => quantile([...answers.values()].flat(), 0.99);
    const beside = (what: string, own: Answers, calmly: Answers, fine: string): Row => ({
      what: `${what} at p99 while sign-ins come at ${Math.round(capacity * TIMES_CAPACITY)} a second, ${TIMES_CAPACITY} times too many, for ${STORM_SECONDS} s`,
      beside: `the same when idle: ${ms(p99(calmly))}`,
      target: `below ${TARGET_P99_MS} ms, none lost`,
      measured: `${ms(p99(own))}, ${lost(own, fine)} of ${count(own)} lost`,
      met: p99(own) < TARGET_P99_MS && lost(own, fine) === 0,
    });
    const refused = logins.get('TooManyRequests') ?? [];
    return [
      beside('requestPasswordReset', within.reset, calm.reset, 'PasswordResetRequested'),
      beside('me', within.me, calm.me, 'Account'),
      {
        what: 'excess sign-ins in that storm',
        beside: `sign-ins that got through: ${logins.get('LoggedIn')?.length ?? 0}, median ${ms(quantile(logins.get('LoggedIn') ?? [], 0.5))}`,
        target: `refused in under ${TARGET_REFUSED_MS / 1_000} s`,
        measured: `${refused.length} refused, the slowest in ${ms(quantile(refused, 1))}; the first sign-in after it: ${[...after.keys()].join()}`,
        met:
          quantile(refused, 1) < TARGET_REFUSED_MS &&
          count(logins) === refused.length + count(logins, 'LoggedIn') &&
          after.has('LoggedIn'),
      },
      {
        what: 'memory in that storm',
        beside: `before it: ${Math.round(before)} MB`,
        target: `its peaks do not grow, beyond ${TARGET_GROWTH_MB} MB of noise`,
        measured: `${spread(early, inMegabytes)} in two thirds of it, ${spread(late, inMegabytes)} in the last`,
        met: Math.max(...late) - Math.max(...early) <= TARGET_GROWTH_MB,
      },
    ];
  });
}

function sender({ url }: ServerProcess): Send {
  return async (query, variables, answers, cookie) => {
    const start = performance.now();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
      body: JSON.stringify({ query, variables }),
    });
    const { data } = (await response.json()) as { data?: Record<string, { __typename?: string } | null> };
    const [value] = Object.values(data ?? {});
    const outcome = value?.__typename ?? `status ${response.status}`;
    answers.set(outcome, [...(answers.get(outcome) ?? []), performance.now() - start]);
  };
}

/** How many sign-ins a second succeed at the maximum concurrency. */
async function capacityOf(login: (answers: Answers) => Promise<void>): Promise<number> {
  const sample = 16;
  await login(new Map());
  const start = performance.now();
  await Promise.all(Array.from({ length: sample }, () => login(new Map())));
  return sample / ((performance.now() - start) / 1_000);
}

/** Asks for resets and looks at the account, each so often a second. */
async function probe(send: Send, accounts: ManyAccounts, seconds: number): Promise<{ me: Answers; reset: Answers }> {
  const [me, reset]: [Answers, Answers] = [new Map(), new Map()];
  const cookie = `rekey_session=${accounts.sessionTokens[0]}`;
  const until = performance.now() + seconds * 1_000;
  const probes = await Promise.all([
    atRate(PROBES_PER_SECOND, until, () => send(ME, {}, me, cookie)),
    atRate(PROBES_PER_SECOND, until, () => send(RESET, { email: `${randomUUID()}@example.com` }, reset)),
  ]);
  await Promise.all(probes.flat());
  return { me, reset };
}

/** Calls a function at a constant rate until the time is over. Returns every call, finished or not. */
async function atRate(rate: number, until: number, work: () => Promise<void>): Promise<Promise<void>[]> {
  const begun: Promise<void>[] = [];
  const start = performance.now();
  while (performance.now() < until) {
    begun.push(work());
    await sleep(Math.max(0, start + (begun.length / rate) * 1_000 - performance.now()));
  }
  return begun;
}

/** Megabytes, every second. V8 collects its old generation every few minutes, which takes some forty of them back. */
async function watchMemory(product: ServerProcess, until: number): Promise<number[]> {
  const megabytes: number[] = [];
  while (performance.now() < until) {
    megabytes.push(product.residentMegabytes());
    await sleep(1_000);
  }
  return megabytes;
}

const inMegabytes = (megabytes: number) => `${Math.round(megabytes)} MB`;

function count(answers: Answers, outcome?: string): number {
  return [...answers].reduce((sum, [name, times]) => sum + (name === (outcome ?? name) ? times.length : 0), 0);
}

function lost(answers: Answers, fine: string): number {
  return count(answers) - count(answers, fine);
}
