import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import type { Database } from '../sql/database.ts';
import { askForReset, registerAccount } from '../testing/people.ts';
import { startTcpProxy, type TcpProxy } from '../testing/tcpProxy.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD, type TestClient } from '../testing/testClient.ts';
import { createTestDatabase, onPostgresql, type TestDatabase } from '../testing/testDatabase.ts';
import { SQLITE_BUSY_TIMEOUT_MS } from './migrate.ts';
import { openDatabase } from './openDatabase.ts';

const LOGIN = `mutation { login(email: "begin@example.com", password: "${GOOD_PASSWORD}") { __typename } }`;

/** What every request gets whose database is away. */
async function expectUnavailable(client: TestClient): Promise<void> {
  const answer = await client.send('mutation { requestPasswordReset(email: "ada@example.com") { __typename } }');
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(answer.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  expect(answer.errors?.[0]?.extensions?.errorId).toBe(answer.headers.get('x-request-id'));
  expect(answer.errors?.[0]?.message).not.toMatch(/sql|postgres|connect|database/i);
}

/** The status of /session for a browser, and for one without a session. */
async function sessionStatuses({ url }: TestApp, client: TestClient): Promise<number[]> {
  const headers = { cookie: `rekey_session=${client.cookies.get('rekey_session')}` };
  const answers = await Promise.all([
    fetch(`${url}/session`, { headers }),
    fetch(`${url}/session`),
    fetch(`${url}/session?anonymous=allow`, { headers: { cookie: 'rekey_session=garbage' } }),
  ]);
  for (const { status, headers } of answers) expect(headers.has('retry-after')).toBe(status === 503);
  return answers.map(({ status }) => status);
}

/** How many connections of the pool are in use without requests: that of the notification channel, and leaked ones. */
async function openConnectionsInUse({ app }: TestApp): Promise<number> {
  const pool = (await app.database.em.getConnection().getNativeClient()) as { totalCount: number; idleCount: number };
  for (let looks = 0; pool.totalCount > pool.idleCount + 1 && looks < 100; looks += 1) await sleep(20);
  return pool.totalCount - pool.idleCount;
}

/** Asks until the server is ready again; the test's own timeout is the limit. */
async function untilReady(url: string): Promise<void> {
  while ((await fetch(`${url}/readyz`)).status !== 200);
}

describe.skipIf(!onPostgresql)('PostgreSQL in trouble (runs with TEST_DATABASE=postgresql)', () => {
  let folder: string;
  let test: TestDatabase;
  let wire: TcpProxy;
  let app: TestApp;
  let direct: Database;
  let ada: TestClient;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rekey-faults-'));
    test = await createTestDatabase(folder);
    const url = new URL(test.url);
    wire = await startTcpProxy(url.hostname, Number(url.port || 5432));
    url.port = String(wire.port);
    app = await startTestApp({ DATABASE_URL: url.href, DATABASE_POOL_SIZE: '3' });
    direct = await openDatabase({ kind: 'postgresql', url: test.url });
    ada = await registerAccount(app, 'ada@example.com');
    await ada.login('ada@example.com', GOOD_PASSWORD);
  });

  afterAll(async () => {
    await direct.close();
    await app.close();
    await wire.close();
    await test.drop();
    await rm(folder, { recursive: true });
  });

  it('does not notice when idle connections were cut', async () => {
    wire.cut();
    // The ends of the connections reach the pool as events, before anything that is sent after them is answered.
    await fetch(`${app.url}/healthz`);
    expect(await ada.me()).toBe('ada@example.com');
  });

  it('answers at once that it is unavailable while PostgreSQL is down, stays alive, and recovers by itself', {
    tags: ['session'],
  }, async () => {
    await wire.down();
    await expectUnavailable(newClient(app));
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    const readiness = await fetch(`${app.url}/readyz`);
    expect(readiness.status).toBe(503);
    expect(await readiness.json()).toMatchObject({ status: 'not ready', checks: { database: 'not reachable' } });
    expect(await sessionStatuses(app, ada)).toEqual([503, 401, 204]);
    await wire.up();
    await untilReady(app.url);
    expect(await sessionStatuses(app, ada)).toEqual([200, 401, 204]);
    expect(await ada.me()).toBe('ada@example.com');
  });

  it('gives up on a PostgreSQL that stops answering, and does not keep the dead connections', async () => {
    wire.stall();
    expect(await sessionStatuses(app, ada)).toEqual([503, 401, 204]);
    await Promise.all(Array.from({ length: 8 }, () => expectUnavailable(newClient(app))));
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${app.url}/readyz`)).status).toBe(503);
    wire.resume();
    await untilReady(app.url);
    expect(await ada.me()).toBe('ada@example.com');
  });

  it('answers that it is unavailable where statements take too long and the pool is full', async () => {
    await direct.em.fork().transactional(async em => {
      await em.execute('lock table rate_limit, mail_job in access exclusive mode');
      await Promise.all(Array.from({ length: 8 }, () => expectUnavailable(newClient(app))));
      expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    });
    await untilReady(app.url);
    expect(await ada.me()).toBe('ada@example.com');
  });

  it('leaves nothing half done when the connection is cut in the middle of a reset', { tags: ['killed'] }, async () => {
    const { reset } = await askForReset(app, 'ada@example.com', 2);
    wire.cutBefore('insert into mail_job');
    const answer = await newClient(app).send(
      'mutation ($uid: String!, $token: String!, $newPassword: String!) { resetPassword(uid: $uid, token: $token, newPassword: $newPassword) { __typename } }',
      { ...reset, newPassword: OTHER_PASSWORD },
    );
    expect(answer.status).toBe(503);
    // The session lives, the old password works, no mail went out; the link was not spent by the attempt, which is
    // tried again.
    expect(await ada.me()).toBe('ada@example.com');
    expect(await newClient(app).resetPassword(reset, OTHER_PASSWORD)).toMatchObject({
      __typename: 'PasswordResetComplete',
    });
    expect(await ada.me()).toBeNull();
    // The broken transaction does not keep its place in the pool.
    expect(await openConnectionsInUse(app)).toBe(1);
    await app.sink.arrived(3);
    expect(app.sink.mails.filter(mail => mail.to.includes('ada@example.com'))).toHaveLength(3);
  });
});

it.each([undefined, 10])('closes at any moment of work that is under way, with a pool of %s', async poolSize => {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-closing-'));
  const test = await createTestDatabase(folder);
  const { database: location } = readConfig({ DATABASE_URL: test.url });
  for (const turns of [0, 1, 2, 5, 20]) {
    const database = await openDatabase(location, poolSize === undefined ? {} : { poolSize });
    const connection = database.em.getConnection();
    const work = [
      ...Array.from({ length: 4 }, () => connection.execute('select 1')),
      database.em.fork().transactional(em => em.execute('select 1')),
    ];
    // What is refused by then has failed for its caller; the test is about the end.
    for (const each of work) each.catch(() => undefined);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    await database.close();
  }
  await test.drop();
  await rm(folder, { recursive: true });
});

describe.skipIf(onPostgresql)('an SQLite file in trouble (runs without TEST_DATABASE)', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });

  afterAll(() => app.close());

  it('answers that it is unavailable while the disk is full, and goes on when there is room again', async () => {
    const em = app.app.database.em.fork();
    const [{ page_count: pages } = { page_count: 0 }] = await em.execute<{ page_count: number }[]>('pragma page_count');
    await em.execute(`pragma max_page_count = ${pages}`);
    const client = newClient(app);
    const fill = () => client.send('mutation { register(email: "ada@example.com") { __typename } }');
    let answer = await fill();
    for (let jobs = 0; answer.status === 200 && jobs < 500; jobs += 1) answer = await fill();
    expect(answer).toMatchObject({ status: 503, errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    await em.execute(`pragma max_page_count = ${pages + 100_000}`);
    expect((await fill()).status).toBe(200);
    expect(await em.execute('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('signs in again once transactions can begin again', async () => {
    const ada = await registerAccount(app, 'begin@example.com');
    const em = app.app.database.em.fork();
    await em.execute('pragma query_only = on');
    expect(await newClient(app).send(LOGIN)).toMatchObject({ status: 503 });
    await em.execute('pragma query_only = off');
    expect(await ada.login('begin@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });

  it('signs in again after a transaction that SQLite has rolled back by itself, for want of room', async () => {
    const ada = await registerAccount(app, 'room@example.com');
    const em = app.app.database.em.fork();
    await em.execute('create table filling (bytes blob)');
    const [{ page_count: pages } = { page_count: 0 }] = await em.execute<{ page_count: number }[]>('pragma page_count');
    await em.execute(`pragma max_page_count = ${pages}`);
    // More than fits into the free pages; a single row has no journal of its own to go back to.
    const filled = em.transactional(within => within.execute('insert into filling values (zeroblob(1000000))'));
    await expect(filled).rejects.toThrow(/full/);
    await em.execute(`pragma max_page_count = ${pages + 100_000}`);
    expect(await ada.login('room@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });

  it('sends the mail that it could not fetch while another program was writing for longer than it waits', async () => {
    const { name: file } = (await app.app.database.em.getConnection().getNativeClient()) as unknown as { name: string };
    const other = await openDatabase({ kind: 'sqlite', file });
    const client = newClient(app);
    await client.send('mutation { register(email: "patient@example.com") { __typename } }');
    await other.em.getConnection().execute('begin immediate');
    await sleep(SQLITE_BUSY_TIMEOUT_MS + 1_500);
    await other.em.getConnection().execute('commit');
    await other.close();
    await registerAccount(app, 'after@example.com');
  });

  it('tells who is calling while nothing can be written', { tags: ['session'] }, async () => {
    const ada = await registerAccount(app, 'grace@example.com');
    await ada.login('grace@example.com', GOOD_PASSWORD);
    await app.app.database.em.fork().execute('pragma query_only = on');
    app.clock.advance(120);
    await expectUnavailable(ada);
    expect(await sessionStatuses(app, ada)).toEqual([200, 401, 204]);
    expect(await ada.me()).toBe('grace@example.com');
    await app.app.database.em.fork().execute('pragma query_only = off');
  });
});
