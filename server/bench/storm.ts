import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startProduct } from './processes.ts';

/**
 * A storm of sign-ins at ten times what the cores can hash, and beside it people who ask for a reset or look at their account. Run as
 * `npm run bench:storm -- SECONDS` (60 unless told otherwise). Sign-ins come at a fixed rate whatever becomes of them, as they do in a storm.
 */
const STORM_SECONDS = Number(process.argv[2] ?? 60);
const TIMES_CAPACITY = 10;
const PROBES_PER_SECOND = 20;
const PASSWORD = 'plum kettle orbit 71 sandal';

const folder = mkdtempSync(join(tmpdir(), 'rekey-storm-'));
const databaseUrl = `sqlite:${join(folder, 'storm.sqlite')}`;
openAccount('ada@example.com');
const server = await startProduct({ DATABASE_URL: databaseUrl });

/** What one kind of request came to: milliseconds by outcome. */
type Answers = Map<string, number[]>;

async function send(query: string, variables: object, answers?: Answers, cookie?: string): Promise<Response> {
  const start = performance.now();
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data } = (await response.clone().json()) as { data?: Record<string, { __typename?: string } | null> };
  const [value] = Object.values(data ?? {});
  const outcome = value?.__typename ?? `status ${response.status}`;
  answers?.set(outcome, [...(answers.get(outcome) ?? []), performance.now() - start]);
  return response;
}

const LOGIN =
  'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { __typename } }';
const RESET = 'mutation ($email: String!) { requestPasswordReset(email: $email) { __typename } }';
const ME = '{ me { __typename email } }';
const login = (answers?: Answers) => send(LOGIN, { email: 'ada@example.com', password: PASSWORD }, answers);

const signedIn = await login();
const cookie = (signedIn.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
await send(RESET, { email: 'warm@example.com' });

const perSecond = await capacity();
process.stdout.write(
  `capacity: ${perSecond.toFixed(1)} sign-ins a second; the storm brings ${Math.round(perSecond * TIMES_CAPACITY)} for ${STORM_SECONDS} s\n`,
);

const storm: Answers = new Map();
const calm = await probe(5);
const memoryBefore = residentMegabytes();
const over = performance.now() + STORM_SECONDS * 1000;
const probing = probe(STORM_SECONDS);
const storming = atRate(perSecond * TIMES_CAPACITY, over, () => login(storm));
const inStorm = await probing;
const unanswered = await storming;
const memoryAfter = residentMegabytes();
await Promise.all(unanswered);
const after: Answers = new Map();
await login(after);

print('me, before', calm.me);
print('requestPasswordReset, before', calm.reset);
print('me, in the storm', inStorm.me);
print('requestPasswordReset, in the storm', inStorm.reset);
print('login, in the storm', storm);
print('login, the first after the storm', after);
process.stdout.write(`memory: ${memoryBefore} MB before, ${memoryAfter} MB at the end of the storm\n`);
await server.stop();
rmSync(folder, { recursive: true });

/** How many sign-ins a second get through when as many are under way as there can be. */
async function capacity(): Promise<number> {
  const start = performance.now();
  const sample = 16;
  await Promise.all(Array.from({ length: sample }, () => login()));
  return sample / ((performance.now() - start) / 1000);
}

/** Does something at an even rate until the time is over; gives what is not finished then. */
async function atRate(rate: number, until: number, work: () => Promise<unknown>): Promise<Promise<unknown>[]> {
  const begun: Promise<unknown>[] = [];
  const start = performance.now();
  for (let count = 0; performance.now() < until; count += 1) {
    begun.push(work());
    await sleep(Math.max(0, start + ((count + 1) / rate) * 1000 - performance.now()));
  }
  return begun;
}

/** Asks for resets and looks at the account, each so often a second. */
async function probe(seconds: number): Promise<{ me: Answers; reset: Answers }> {
  const [me, reset]: [Answers, Answers] = [new Map(), new Map()];
  const until = performance.now() + seconds * 1000;
  const probes = await Promise.all([
    atRate(PROBES_PER_SECOND, until, () => send(ME, {}, me, cookie)),
    atRate(PROBES_PER_SECOND, until, () => send(RESET, { email: `${randomUUID()}@example.com` }, reset)),
  ]);
  await Promise.all(probes.flat());
  return { me, reset };
}

function print(what: string, answers: Answers): void {
  for (const [outcome, times] of answers) {
    const sorted = times.toSorted((a, b) => a - b);
    const at = (quantile: number) =>
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? 0).toFixed(1);
    process.stdout.write(
      `${what.padEnd(36)} ${outcome.padEnd(24)} ${String(sorted.length).padStart(6)}  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms  longest ${at(1)} ms\n`,
    );
  }
}

function residentMegabytes(): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

function openAccount(email: string): void {
  const command = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
  const { status, stderr } = spawnSync(
    process.execPath,
    [command, 'account', 'create', '--email', email, '--password-stdin'],
    {
      input: PASSWORD,
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: databaseUrl,
        SECRET_KEY: 'a key for measuring that is long enough to be taken',
      },
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
}
