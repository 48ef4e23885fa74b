import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import bcrypt from 'bcrypt';
import { makeRegistrationLink } from '../../src/accounts/registrationLink.ts';
import { openDatabase } from '../../src/database/openDatabase.ts';
import type { EmailAddress } from '../../src/domain/emailAddress.ts';
import { insertJobs, newJob } from '../../src/queue/jobs.ts';
import { hashSessionToken, type SessionToken } from '../../src/sessions/currentSession.ts';
import type { Database } from '../../src/sql/database.ts';
import { fillDatabase, type ManyAccounts, PASSWORD, peopleOf, SECRET_KEY } from '../../src/testing/manyAccounts.ts';
import { startPostgresqlCluster } from '../../src/testing/postgresqlCluster.ts';
import { WEBHOOK_SECRET } from '../../src/testing/webhookReceiver.ts';
import { createTellProduct } from '../../src/webhooks/tellProduct.ts';
import { median, processorMsOf } from '../figures.ts';
import {
  confirmEmailChange,
  login,
  me,
  requestEmailChange,
  requestPasswordReset,
  resetPassword,
} from '../operations.ts';
import { startMailSink, startProduct, startWebhookSink } from '../processes.ts';
import {
  clusterProcessorMs,
  logBytes,
  type Snapshot,
  sizesOf,
  snapshotOf,
  type TableSize,
  type TableUpdates,
  unusedIndexesOf,
  updatesOf,
} from './postgresqlFigures.ts';

/** What one operation costs, with what follows from it: its emails and its rows. */
export interface Cost {
  readonly name: string;
  /** Milliseconds of processor time of the server, but for hashing, which is at the least cost. */
  readonly serverMs: number;
  /** Milliseconds of processor time of PostgreSQL. */
  readonly databaseMs: number;
  readonly statements: number;
  /** Bytes of the write-ahead log. */
  readonly logBytes: number;
  /** What comes to it after a checkpoint: each page that is changed for the first time, as a whole. */
  readonly pageBytes: number;
  /** How many more rows each table has, for those that have more or fewer. */
  readonly rows: Readonly<Record<string, number>>;
}

/** All that is measured in one run. */
export interface Costs {
  readonly costs: readonly Cost[];
  readonly sizes: readonly TableSize[];
  readonly updates: readonly TableUpdates[];
  /** The indexes that no statement of the run has used. */
  readonly unusedIndexes: readonly string[];
  /** Milliseconds of processor time of a hash at the default cost. */
  readonly hashMs: number;
}

/** ACCOUNTS may be set. Whole pages in the log depend on it, and what no index finds. */
const ACCOUNTS = Number(process.env.ACCOUNTS ?? 20_000);
/** With more, counting the rows takes too long. A row costs the same then. */
const MOST_COUNTED = 1_000_000;
const DAY_MS = 24 * 3_600_000;
const WARM_UP = 200;
const CONNECTIONS = 16;
const NEW_PASSWORD = 'walnut harbour 58 lantern';

const SETTINGS = [
  'shared_buffers = 1GB',
  'max_wal_size = 16GB',
  'checkpoint_timeout = 1h',
  "shared_preload_libraries = 'pg_stat_statements'",
  'pg_stat_statements.track_utility = off',
];

/** A request: a GraphQL document with the type of its answer, or without one a GET of /session. */
interface Request {
  readonly query?: string;
  readonly variables?: object;
  readonly answer?: string;
  readonly cookie?: string | undefined;
}

interface Measurable {
  readonly name: string;
  readonly count: number;
  /** What is not measured. Resolves with the requests, or with other work that gives the server something to do. */
  prepare(count: number, url: string): Promise<readonly Request[] | (() => Promise<void>)>;
}

/**
 * Measures each operation on a PostgreSQL server of its own, with limits on, each request from another client and about
 * another account.
 */
export async function measureCosts(tell: (cost: Cost) => void): Promise<Costs> {
  const cluster = await startPostgresqlCluster({ settings: SETTINGS });
  const [mailSink, webhookSink] = [await startMailSink(), await startWebhookSink()];
  try {
    await cluster.execute('create database rekey');
    for (const extension of ['pg_stat_statements', 'pg_walinspect'])
      await cluster.execute(`create extension ${extension}`, 'rekey');
    // Accounts that are older than their first sign-in.
    const filled = await fillDatabase(cluster.url('rekey'), { count: ACCOUNTS, cost: 4, limits: true, ageMs: DAY_MS });
    await cluster.execute('select pg_stat_reset()', 'rekey');
    const sizes = await sizesOf(cluster);
    const environment = {
      DATABASE_URL: filled.databaseUrl,
      BCRYPT_COST: '4',
      RATE_LIMITS: 'on',
      TRUST_PROXY: '1',
      EMAIL_PORT: String(mailSink.port),
      EMAIL_HOURLY_LIMIT: '1000000',
    };
    const telling = { WEBHOOK_URL: `http://127.0.0.1:${webhookSink.port}/webhooks`, WEBHOOK_SECRET };
    const database = await openDatabase({ kind: 'postgresql', url: filled.databaseUrl });
    const accounts = peopleOf(filled);
    const costs: Cost[] = [];
    for (const [further, operations] of [
      [{}, operationsOf(accounts, database)],
      [telling, [webhook(database)]],
    ] as const) {
      const product = await startProduct({ ...environment, ...further });
      try {
        for (const operation of operations) {
          await run(product.url, database, await operation.prepare(WARM_UP, product.url));
          const work = await operation.prepare(operation.count, product.url);
          await cluster.execute('checkpoint');
          const before = await snapshotOf(database, { countsRows: ACCOUNTS <= MOST_COUNTED });
          const [serverMs, databaseMs] = [product.processorMs(), clusterProcessorMs(cluster)];
          await run(product.url, database, work);
          const spent = {
            serverMs: product.processorMs() - serverMs,
            databaseMs: clusterProcessorMs(cluster) - databaseMs,
          };
          const after = await snapshotOf(database, { countsRows: ACCOUNTS <= MOST_COUNTED });
          const log = await logBytes(database, before.log, after.log);
          const cost = costOf(operation, spent, log, before, after);
          costs.push(cost);
          tell(cost);
        }
      } finally {
        await product.stop();
      }
    }
    await database.close();
    return {
      costs,
      sizes,
      updates: await updatesOf(cluster),
      unusedIndexes: await unusedIndexesOf(cluster),
      hashMs: measureHash(),
    };
  } finally {
    mailSink.stop();
    webhookSink.stop();
    await cluster.close();
  }
}

function costOf(
  { name, count }: Measurable,
  spent: { readonly serverMs: number; readonly databaseMs: number },
  log: { readonly changes: number; readonly pages: number },
  before: Snapshot,
  after: Snapshot,
): Cost {
  const rows = Object.entries(after.rows).map(([table, now]) => [table, (now - (before.rows[table] ?? 0)) / count]);
  return {
    name,
    serverMs: spent.serverMs / count,
    databaseMs: spent.databaseMs / count,
    statements: (after.statements - before.statements) / count,
    logBytes: log.changes / count,
    pageBytes: log.pages / count,
    // Fewer are those that end meanwhile; one or two are of other work.
    rows: Object.fromEntries(rows.filter(([, more]) => Number(more) >= 0.01)),
  };
}

/** Sends the requests, or does the other work, and waits until no job is left. */
async function run(url: string, database: Database, work: readonly Request[] | (() => Promise<void>)): Promise<void> {
  if (typeof work === 'function') await work();
  else {
    const left = [...work];
    const connection = async () => {
      for (let request = left.pop(); request; request = left.pop()) await send(url, request);
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  }
  for (let queued = 1; queued > 0; ) {
    await sleep(300);
    const [row]: Array<{ jobs: number }> = await database.em
      .fork()
      .execute(`select count(*)::int as jobs from mail_job where state = 'queued'`);
    queued = row?.jobs ?? 0;
  }
}

let clients = 0;

/** Sends a request of a client that has not been heard of before. Returns the cookies that it gets. */
async function send(url: string, { query, variables, answer, cookie }: Request): Promise<string> {
  const n = clients++;
  const headers = {
    'x-forwarded-for': `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    ...(cookie !== undefined && { cookie }),
  };
  const response =
    query === undefined
      ? await fetch(`${url}/session`, { headers })
      : await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ query, variables }),
        });
  const said = await response.text();
  const wanted = answer === undefined ? '"account"' : `"__typename":"${answer}"`;
  if (!said.includes(wanted)) throw new Error(`${query ?? '/session'} is answered ${said}`);
  const pairs = response.headers.getSetCookie().map(each => each.split(';')[0]);
  return pairs.join('; ');
}

function operationsOf(accounts: ManyAccounts, database: Database): readonly Measurable[] {
  let next = 0;
  // Links are given out for accounts of the first half.
  const known = () => `person-${ACCOUNTS / 2 + (next++ % (ACCOUNTS / 2))}@example.com`;
  const unknown = () => `${randomUUID()}@example.com`;
  const many =
    (one: () => Request) =>
    async (count: number): Promise<readonly Request[]> =>
      Array.from({ length: count }, one);
  const links =
    (of: (accounts: ManyAccounts, count: number) => { query: string; variables: readonly object[]; answer: string }) =>
    async (count: number) => {
      const { query, variables, answer } = of(accounts, count);
      return variables.map(each => ({ query, variables: each, answer }));
    };
  const { query: signIn } = login(accounts);
  const loginWith = (email: () => string, password: string, answer: string) =>
    many(() => ({ query: signIn, variables: { email: email(), password }, answer }));
  const { query: forget, answer: asked } = requestPasswordReset;
  const askFor = (email: () => string) => many(() => ({ query: forget, variables: { email: email() }, answer: asked }));
  const { cookies: [cookie] = [], ...own } = me(accounts);
  return [
    { name: 'me', count: 3_000, prepare: many(() => ({ ...own, variables: {}, cookie })) },
    { name: 'GET /session', count: 3_000, prepare: many(() => ({ cookie })) },
    {
      name: 'GET /session, ten minutes later',
      count: 1_000,
      prepare: async count => (await sessionsOf(database, known, count)).map(({ cookie }) => ({ cookie })),
    },
    {
      name: 'login, known device',
      count: 500,
      async prepare(count, url) {
        const first = await loginWith(known, PASSWORD, 'LoggedIn')(count);
        const requests: Request[] = [];
        for (const request of first) requests.push({ ...request, cookie: await send(url, request) });
        return requests;
      },
    },
    { name: 'login, new device', count: 1_000, prepare: loginWith(known, PASSWORD, 'LoggedIn') },
    { name: 'login, wrong password', count: 1_000, prepare: loginWith(known, NEW_PASSWORD, 'InvalidCredentials') },
    { name: 'login, unknown address', count: 1_000, prepare: loginWith(unknown, PASSWORD, 'InvalidCredentials') },
    { name: 'requestPasswordReset, known address', count: 1_000, prepare: askFor(known) },
    { name: 'requestPasswordReset, unknown address', count: 1_000, prepare: askFor(unknown) },
    { name: 'resetPassword', count: 500, prepare: links(resetPassword) },
    {
      name: 'register',
      count: 1_000,
      prepare: many(() => ({
        query: 'mutation ($email: String!) { register(email: $email) { __typename } }',
        variables: { email: unknown() },
        answer: 'RegistrationStarted',
      })),
    },
    {
      name: 'completeRegistration',
      count: 500,
      prepare: many(() => ({
        query:
          'mutation ($uid: String!, $token: String!, $password: String!) { completeRegistration(uid: $uid, token: $token, password: $password) { __typename } }',
        variables: {
          ...makeRegistrationLink({ secretKeys: [SECRET_KEY] }, unknown() as EmailAddress, new Date()),
          password: NEW_PASSWORD,
        },
        answer: 'RegistrationComplete',
      })),
    },
    {
      name: 'requestEmailChange',
      count: 500,
      async prepare(count) {
        const { query, answer } = requestEmailChange(accounts);
        const sessions = await sessionsOf(database, known, count);
        return sessions.map(({ cookie }) => ({
          query,
          answer,
          cookie,
          variables: { newEmail: unknown(), currentPassword: PASSWORD },
        }));
      },
    },
    { name: 'confirmEmailChange', count: 500, prepare: links(confirmEmailChange) },
    {
      name: 'an email, queued and delivered',
      count: 1_000,
      prepare: async count => () =>
        insertJobs(
          database.em.fork(),
          Array.from({ length: count }, () =>
            newJob({ kind: 'failed-sign-ins', address: known(), language: 'en' }, new Date()),
          ),
        ),
    },
  ];
}

/** Makes so many sessions that were last used a while ago, each of another account. */
async function sessionsOf(database: Database, address: () => string, count: number) {
  const em = database.em.fork();
  const sessions = Array.from({ length: count }, () => ({
    email: address(),
    token: randomBytes(32).toString('base64url') as SessionToken,
  }));
  for (const { email, token } of sessions)
    await em.execute(
      `insert into session (id, token_hash, account_id, created_at, last_seen_at, user_agent, ip_address)
       select ?, ?, id, now(), now() - interval '1 day', 'Mozilla/5.0 (X11; Linux x86_64)', '192.0.2.1'
       from account where canonical_email = ?`,
      [randomUUID(), hashSessionToken(token), email],
    );
  return sessions.map(({ token }) => ({ cookie: `rekey_session=${token}` }));
}

function webhook(database: Database): Measurable {
  const tellProduct = createTellProduct(() => new Date());
  return {
    name: 'a webhook, queued and delivered',
    count: 1_000,
    prepare: async count => async () => {
      const em = database.em.fork();
      for (let n = 0; n < count; n += 1) {
        const account = { id: randomUUID(), reference: null, email: `${n}@example.com` as EmailAddress };
        await tellProduct(em, 'account.password_changed', account);
      }
    },
  };
}

/** Milliseconds of processor time of bcrypt at the default cost: the median of some. */
function measureHash(): number {
  return median(Array.from({ length: 5 }, () => processorMsOf(() => void bcrypt.hashSync(PASSWORD, 12))));
}
