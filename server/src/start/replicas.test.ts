import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../database/openDatabase.ts';
import { Job } from '../queue/job.ts';
import { newJob } from '../queue/jobs.ts';
import type { Database } from '../sql/database.ts';
import { askForReset, registerAccount } from '../testing/people.ts';
import { type ServerProcess, startServerProcess } from '../testing/serverProcess.ts';
import { type SmtpSink, startSmtpSink } from '../testing/smtpSink.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';
import { createTestDatabase, onPostgresql, type TestDatabase } from '../testing/testDatabase.ts';

describe.skipIf(!onPostgresql)('three replicas on one PostgreSQL (runs with TEST_DATABASE=postgresql)', () => {
  let folder: string;
  let test: TestDatabase;
  let sink: SmtpSink;
  let direct: Database;
  let replicas: ServerProcess[];
  const start = () =>
    startServerProcess({ DATABASE_URL: test.url, EMAIL_PORT: String(sink.port), RATE_LIMITS: 'on', LOG_LEVEL: 'info' });
  /** A replica as the helpers of other tests want a product to be. */
  const as = (replica: ServerProcess | undefined) => ({ url: replica?.url ?? '', sink });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rekey-replicas-'));
    test = await createTestDatabase(folder);
    sink = await startSmtpSink();
    // Together, on an empty database: one of them migrates it.
    replicas = await Promise.all([start(), start(), start()]);
    direct = await openDatabase({ kind: 'postgresql', url: test.url });
  });

  afterAll(async () => {
    await Promise.all(replicas.map(replica => replica.stop('SIGINT')));
    await direct.close();
    await sink.close();
    await test.drop();
    await rm(folder, { recursive: true });
  });

  it('share sessions: what one starts all know, and what one ends has ended everywhere', {
    tags: ['reset-ends-sessions', 'session-ended'],
  }, async () => {
    const [first, second, third] = replicas.map(replica => newClient({ url: replica.url }));
    await registerAccount(as(replicas[0]), 'ada@example.com');
    await first?.login('ada@example.com', GOOD_PASSWORD);
    for (const client of [second, third]) {
      client?.cookies.set('rekey_session', first?.cookies.get('rekey_session') ?? '');
      expect(await client?.me()).toBe('ada@example.com');
    }
    const cookie = `rekey_session=${first?.cookies.get('rekey_session')}`;
    const statuses = () =>
      Promise.all(replicas.map(async ({ url }) => (await fetch(`${url}/session`, { headers: { cookie } })).status));
    expect(await statuses()).toEqual([200, 200, 200]);
    await second?.send('mutation { logout }');
    expect(await statuses()).toEqual([401, 401, 401]);
    expect(await first?.me()).toBeNull();
    expect(await third?.me()).toBeNull();
  });

  it('let exactly one of many parallel resets with one link win, whichever replicas they reach', {
    tags: ['reset-one-wins'],
  }, async () => {
    await registerAccount(as(replicas[0]), 'grace@example.com');
    const { reset } = await askForReset(as(replicas[1]), 'grace@example.com', 2);
    const passwords = Array.from({ length: 12 }, (_, attempt) => `${OTHER_PASSWORD} ${attempt}`);
    const outcomes = await Promise.all(
      passwords.map((password, attempt) => newClient(as(replicas[attempt % 3])).resetPassword(reset, password)),
    );
    const won = outcomes.flatMap(({ __typename }, attempt) =>
      __typename === 'PasswordResetComplete' ? [attempt] : [],
    );
    expect(won).toHaveLength(1);
    expect(outcomes.filter(outcome => outcome.status === 'SPENT')).toHaveLength(11);
    const winner = await newClient(as(replicas[2])).login('grace@example.com', passwords[won[0] ?? 0] ?? '');
    expect(winner.__typename).toBe('LoggedIn');
  });

  it('count together: five requests for one address on any replicas', { tags: ['limits'] }, async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, request) =>
        newClient(as(replicas[request % 3])).requestPasswordReset('limited@example.com'),
      ),
    );
    expect(outcomes.filter(({ __typename }) => __typename === 'PasswordResetRequested')).toHaveLength(5);
    expect(outcomes.filter(({ __typename }) => __typename === 'TooManyRequests')).toHaveLength(7);
  });

  it('lose no mail and send none twice when one of them is killed half way', {
    tags: ['killed'],
    timeout: 90_000,
  }, async () => {
    const before = sink.mails.length;
    const addresses = Array.from({ length: 500 }, (_, number) => `reader${number}@example.com`);
    const jobs = addresses.map(address => newJob({ kind: 'registration', address, language: 'en' }, new Date()));
    await direct.em.fork().insertMany(Job, jobs);
    await direct.em.fork().execute(`select pg_notify('rekey_mail', '')`);

    await sink.arrived(before + 200);
    await replicas[2]?.stop('SIGKILL');
    // Others claim the jobs of the dead one when its leases expire.
    const done = async () => (await direct.em.fork().count(Job, { state: 'queued' })) === 0;
    while (!(await done())) await sink.arrived(Math.min(sink.mails.length + 1, before + 500));

    const mails = sink.mails.slice(before).filter(mail => mail.to[0]?.startsWith('reader'));
    expect(new Set(mails.map(mail => mail.to[0])).size).toBe(500);
    // A mail that was accepted just before the kill and not recorded is sent again with the same Message-ID. Mailboxes
    // show it once.
    expect(new Set(mails.map(mail => mail.messageId)).size).toBe(500);
    expect(mails.length).toBeLessThanOrEqual(500 + 15);
    replicas[2] = await start();
  });
});
