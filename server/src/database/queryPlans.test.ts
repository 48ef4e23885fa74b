import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CanonicalEmail, EmailAddress } from '../domain/emailAddress.ts';
import { enqueueWithin } from '../queue/enqueue.ts';
import {
  claimJobs,
  completeJobs,
  deferJob,
  deleteJobsAbout,
  excuseJobs,
  insertOrderedJob,
  jobsAbout,
  nextDueAt,
  parkOverdueJobs,
  purgeJobs,
  queueStatus,
  releaseJobs,
  renewLeases,
  repairAfterClockChange,
  wasAnySent,
} from '../queue/jobs.ts';
import { recordResetRequestsOf } from '../recovery/recordResetRequests.ts';
import { parseSessionToken, type SessionToken, sessionLookup } from '../sessions/currentSession.ts';
import { fillDatabase, PASSWORD } from '../testing/manyAccounts.ts';
import { askForEmailChange, askForReset, readMail, revertLinkIn } from '../testing/people.ts';
import { statementsSent } from '../testing/statementsSent.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { newClient, OTHER_PASSWORD } from '../testing/testClient.ts';
import { createTestDatabase, onPostgresql, type TestDatabase } from '../testing/testDatabase.ts';

/** Enough that PostgreSQL, too, finds an index worth while. */
const ACCOUNTS = 5_000;

describe('a statement of the product', () => {
  let folder: string;
  let database: TestDatabase;
  let app: TestApp;
  const native = async () =>
    (await app.app.database.em.getConnection().getNativeClient()) as {
      prepare(text: string): { all(values: unknown[]): Array<{ detail: string }> };
      connect(): Promise<{ query(text: string): Promise<{ rows: Array<Record<string, string>> }>; release(): void }>;
    };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rekey-plans-'));
    database = await createTestDatabase(folder);
    // Before the server opens it: SQLite blocks the process while it waits for a lock, and so for ever for one of the
    // same process.
    await fillDatabase(database.url, { count: ACCOUNTS, cost: 4, limits: true });
    app = await startTestApp({ DATABASE_URL: database.url, RATE_LIMITS: 'on' });
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  async function planOnSqlite(text: string): Promise<string[]> {
    const placeholders = text.match(/\?/g) ?? [];
    const rows = (await native()).prepare(`explain query plan ${text}`).all(placeholders.map(() => null));
    return rows.map(({ detail }) => detail);
  }

  async function planOnPostgresql(text: string): Promise<string[]> {
    const connection = await (await native()).connect();
    try {
      const parameters = new Set(text.match(/\$\d+/g) ?? []);
      const values = parameters.size > 0 ? `(${[...parameters].map(() => 'null').join(', ')})` : '';
      // A plan for any values, as an often repeated statement gets: with the null that stands here there would be
      // nothing to look for.
      await connection.query(`set plan_cache_mode = force_generic_plan`);
      await connection.query(`prepare looked_at as ${text}`);
      const { rows } = await connection.query(`explain execute looked_at ${values}`);
      return rows.map(row => row['QUERY PLAN'] ?? '');
    } finally {
      await connection.query('deallocate all');
      await connection.query('reset plan_cache_mode');
      connection.release();
    }
  }

  function lookingUp(sent: readonly string[]): string[] {
    return [...new Set(sent)].filter(
      text => /^\s*(select|update|delete|with)\b/i.test(text) && /\b(from|update)\b/i.test(text),
    );
  }

  /** Those that read a whole table, with their plans. */
  async function slowOnes(sent: readonly string[]): Promise<string[]> {
    // The heartbeat reads catalogs of PostgreSQL, which are small.
    const whole = onPostgresql ? /Seq Scan on (?!pg_)/ : /^SCAN (?!due\b|wanted\b|w\b|asked\b|(\d+ )?CONSTANT )/;
    const slow: string[] = [];
    for (const text of lookingUp(sent)) {
      const plan = await (onPostgresql ? planOnPostgresql(text) : planOnSqlite(text));
      if (plan.some(step => whole.test(step))) slow.push(`${text}\n${plan.join('\n')}`);
    }
    return slow;
  }

  it('finds its rows by an index for every operation, and never scans a table', {
    tags: ['strangers-cost'],
  }, async () => {
    const address = 'person-7@example.com';
    const sent = await statementsSent(app.app.database, async () => {
      const client = newClient(app);
      await client.login(address, 'not the password at all');
      await client.requestPasswordReset('unknown@example.com');
      const { revoke } = await askForReset(app, address, 1);
      await client.send(
        'mutation ($u: String!, $t: String!) { revokePasswordReset(uid: $u, token: $t) { __typename } }',
        {
          u: revoke.uid,
          t: revoke.token,
        },
      );
      const { reset } = await askForReset(app, address, 2);
      await client.send('query ($u: String!, $t: String!) { passwordResetLink(uid: $u, token: $t) }', {
        u: reset.uid,
        t: reset.token,
      });
      await client.resetPassword(reset, OTHER_PASSWORD);
      await client.login(address, OTHER_PASSWORD);
      await client.send('{ me { sessions { id } securityEvents { id } } }');
      await client.send(
        'mutation ($old: String!, $new: String!) { changePassword(currentPassword: $old, newPassword: $new) { __typename } }',
        { old: OTHER_PASSWORD, new: PASSWORD },
      );
      // The notes about the password, before the address changes.
      await readMail(app, address, 4);
      await client.confirmEmailChange(
        await askForEmailChange(app, client, 'moved@example.com', { password: PASSWORD }),
      );
      await client.revertEmailChange(await revertLinkIn(app, address, 5));
      await client.send('mutation { endSessions }');
      await client.send('mutation { logout }');
      await client.register('new@example.com');
      await app.sink.arrived(5);
    });
    expect(lookingUp(sent).length).toBeGreaterThan(12);
    expect(await slowOnes(sent)).toEqual([]);
  });

  it('finds the sessions of many callers of one moment by an index', { tags: ['strangers-cost'] }, async () => {
    const { database } = app.app;
    const sessionOf = sessionLookup(database.em, {
      timeouts: { absoluteSeconds: 1_000, idleSeconds: 1_000 },
      clock: app.now,
    });
    const sent = await statementsSent(database, () =>
      Promise.all(
        Array.from({ length: 32 }, (_, n) => sessionOf(parseSessionToken(`${n}`.padStart(43, 'A')) as SessionToken)),
      ),
    );
    expect(lookingUp(sent)).toHaveLength(1);
    expect(await slowOnes(sent)).toEqual([]);
  });

  it('finds its jobs by an index for all work of the mail worker', async () => {
    const { database } = app.app;
    const now = app.now();
    const kinds = ['password-reset', 'registration'];
    const sent = await statementsSent(database, async () => {
      const em = database.em.fork();
      const id = await enqueueWithin(em, { kind: 'registration', address: 'person@example.com', language: 'en' }, now);
      await nextDueAt(em, { kinds }, now);
      const jobs = await claimJobs(em, { kinds, owner: 'a', now, leaseMs: 1_000, limit: 50 });
      if (jobs.length > 0)
        await recordResetRequestsOf(em, { log: { info() {}, warn() {}, error() {} }, secretKeys: ['a key'] }, jobs);
      await renewLeases(em, 'a', [id], now);
      await releaseJobs(em, 'a', [id]);
      await deferJob(em, 'a', { id, reply: '', until: now, unconfirmed: false });
      await excuseJobs(em, kinds, now);
      await wasAnySent(em, kinds, now);
      await completeJobs(em, 'a', [{ id, state: 'parked', reply: null }], now);
      await parkOverdueJobs(em, { kinds, askedBefore: new Date(0), reply: '', now });
      await repairAfterClockChange(em, { kinds, longestDelayMs: 1_000, leaseMs: 1_000, now });
      await purgeJobs(em, now, 10);
      await queueStatus(em, kinds, now);
    });
    expect(lookingUp(sent).length).toBeGreaterThan(9);
    expect(await slowOnes(sent)).toEqual([]);
  });

  it('finds by an index what is kept of a person who leaves, or asks for it', async () => {
    const { database } = app.app;
    const formerAddresses = [{ address: 'former@example.com' as EmailAddress, until: app.now() }];
    const about = { accountId: randomUUID(), address: 'person-9@example.com' as CanonicalEmail, formerAddresses };
    const sent = await statementsSent(database, async () => {
      expect(await jobsAbout(database.em.fork(), about)).toMatchObject([{ address: about.address }]);
      await deleteJobsAbout(database.em.fork(), about);
    });
    expect(lookingUp(sent).length).toBeGreaterThan(3);
    expect(await slowOnes(sent)).toEqual([]);
  });

  it('finds its jobs by an index for all work of the webhook worker', async () => {
    const { database } = app.app;
    const now = app.now();
    const kinds = ['account.created'];
    const accountId = randomUUID();
    const sent = await statementsSent(database, async () => {
      const em = database.em.fork();
      await insertOrderedJob(em, { kind: 'account.created', accountId, address: null, payload: '{}' }, now);
      await nextDueAt(em, { kinds, ordered: true }, now);
      const [job] = await claimJobs(em, { kinds, ordered: true, owner: 'a', now, leaseMs: 1_000, limit: 50 });
      await completeJobs(em, 'a', [{ id: job?.id ?? '', state: 'sent', reply: null }], now);
    });
    expect(lookingUp(sent)).toHaveLength(3);
    expect(await slowOnes(sent)).toEqual([]);
    // By anything else, each look-up would read all that waits.
    for (const text of lookingUp(sent).filter(statement => statement.includes('as earlier'))) {
      const plan = await (onPostgresql ? planOnPostgresql(text) : planOnSqlite(text));
      expect(plan.join('\n')).toMatch(/mail_job_account_id_position_index.*\n?.*\(\(?account_id ?=/);
    }
  });
});
