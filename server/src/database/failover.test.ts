import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readMail } from '../testing/people.ts';
import { hasPostgresql, type PostgresqlCluster, startPostgresqlCluster } from '../testing/postgresqlCluster.ts';
import { startTcpProxy, type TcpProxy } from '../testing/tcpProxy.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { newClient } from '../testing/testClient.ts';
import { onPostgresql } from '../testing/testDatabase.ts';
import { openDatabase } from './openDatabase.ts';

const SKIPPED = hasPostgresql ? '' : ' (skipped: initdb and postgres are not on this machine)';

/** What /readyz says about the database. */
async function databaseOf({ url }: TestApp): Promise<string> {
  const answer = await fetch(`${url}/readyz`);
  const { checks } = (await answer.json()) as { checks: { database: string } };
  expect(answer.status).toBe(Object.values(checks).every(check => check === 'ok') ? 200 : 503);
  return checks.database;
}

/** Asks until /readyz says this; the test's own timeout is the limit. */
async function until(app: TestApp, expected: string | RegExp): Promise<void> {
  for (let said = ''; !(typeof expected === 'string' ? said === expected : expected.test(said)); await sleep(50))
    said = await databaseOf(app);
}

const register = (app: TestApp, email: string) =>
  newClient(app).send('mutation ($email: String!) { register(email: $email) { __typename } }', { email });

/** What a person notices: the answer, and the mail. */
async function expectServed(app: TestApp, email: string): Promise<void> {
  expect(await register(app, email)).toMatchObject({ status: 200 });
  expect((await readMail(app, email)).links['register-confirm']).toBeDefined();
}

// HikariCP 1802, keycloak 22422 and cloudnative-pg 1254: pools went on with servers that took no writes any more.
describe.skipIf(!hasPostgresql)(`a failover of PostgreSQL${SKIPPED}`, { tags: ['readyz'], timeout: 120_000 }, () => {
  let primary: PostgresqlCluster;
  let standby: PostgresqlCluster;
  let wire: TcpProxy;
  let app: TestApp;
  const opened: Array<{ close(): Promise<void> }> = [];

  const startApp = () =>
    startTestApp({ DATABASE_URL: `postgresql://postgres@127.0.0.1:${wire.port}/postgres`, DATABASE_POOL_SIZE: '3' });

  beforeEach(async () => {
    primary = await startPostgresqlCluster();
    opened.unshift(primary);
    standby = await primary.standby();
    opened.unshift(standby);
    wire = await startTcpProxy('127.0.0.1', primary.port);
    opened.unshift(wire);
    app = await startApp();
    opened.unshift(app);
    await expectServed(app, 'ada@example.com');
  }, 180_000);
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  }, 180_000);

  it('to a promoted standby is over as soon as that takes writes', async () => {
    await primary.stop('fast');
    await until(app, 'not reachable');
    wire.redirect(standby.port);
    await until(app, /^read-only/);
    expect(await register(app, 'grace@example.com')).toMatchObject({ status: 503 });
    await standby.promote();
    await until(app, 'ok');
    await expectServed(app, 'grace@example.com');
  });

  it('from a server that vanishes without a word is noticed, and leaves no dead connections', async () => {
    await standby.promote();
    // What is on its way is lost, and nothing is closed.
    wire.stall();
    wire.redirect(standby.port);
    await until(app, /not reachable|no answer in time/);
    wire.release();
    await until(app, 'ok');
    await expectServed(app, 'grace@example.com');
  });

  it('from a server that lives on and takes no writes leaves its connections', async () => {
    await primary.execute('alter system set default_transaction_read_only = on');
    await primary.execute('select pg_reload_conf()');
    await until(app, /^read-only/);
    expect(await register(app, 'grace@example.com')).toMatchObject({ status: 503 });
    await standby.promote();
    wire.redirect(standby.port);
    await until(app, 'ok');
    await expectServed(app, 'grace@example.com');
  });

  it('can be under way when a server starts: it is ready once there are writes', async () => {
    wire.redirect(standby.port);
    const other = await startApp();
    opened.unshift(other);
    expect(await databaseOf(other)).toMatch(/^read-only/);
    expect((await fetch(`${other.url}/healthz`)).status).toBe(200);
    await standby.promote();
    await until(other, 'ok');
    await expectServed(other, 'grace@example.com');
  });

  it('may be a restart of the same server', async () => {
    await primary.stop('immediate');
    await until(app, 'not reachable');
    expect(await register(app, 'grace@example.com')).toMatchObject({ status: 503 });
    await primary.start();
    await until(app, 'ok');
    await expectServed(app, 'grace@example.com');
  });
});

/** A disk of a few megabytes, where this user may mount one. */
async function smallDisk(megabytes: number): Promise<{ folder: string; remove(): Promise<void> } | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', folder], { stdio: 'ignore' });
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    async remove() {
      execFileSync('umount', ['-l', folder]);
      await rm(folder, { recursive: true });
    },
  };
}

/** Fills what is left. */
async function fill(folder: string): Promise<string> {
  const file = join(folder, 'filling');
  await writeFile(file, Buffer.alloc(200 * 1024 * 1024)).catch(() => undefined);
  return file;
}

const probe = await smallDisk(1);
await probe?.remove();
const NO_DISK = probe ? '' : ' (skipped: this user may not mount a small disk)';

describe.skipIf(!probe)(`a full disk${NO_DISK}`, { tags: ['readyz'] }, () => {
  it('of SQLite is no readiness, and room is', async () => {
    const disk = await smallDisk(8);
    if (!disk) throw new Error('unreachable');
    const app = await startTestApp({ DATABASE_URL: `sqlite:${join(disk.folder, 'rekey.sqlite')}` });
    await until(app, 'ok');
    const filling = await fill(disk.folder);
    await until(app, 'its disk is full');
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    await rm(filling);
    await until(app, 'ok');
    await expectServed(app, 'ada@example.com');
    await app.close();
    await disk.remove();
  });

  it.skipIf(!hasPostgresql)('of PostgreSQL is no readiness, and room is', async () => {
    const disk = await smallDisk(120);
    if (!disk) throw new Error('unreachable');
    await mkdir(join(disk.folder, 'pg'));
    const cluster = await startPostgresqlCluster({ folder: join(disk.folder, 'pg') });
    const app = await startTestApp({ DATABASE_URL: cluster.url() });
    await until(app, 'ok');
    const filling = await fill(disk.folder);
    await until(app, 'its disk is full');
    await rm(filling);
    await until(app, 'ok');
    await expectServed(app, 'ada@example.com');
    await app.close();
    await cluster.close();
    await disk.remove();
  });
});

describe.skipIf(onPostgresql)('an SQLite file that another program writes to', { tags: ['readyz'] }, () => {
  let app: TestApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rekey-busy-'));
    app = await startTestApp({ DATABASE_URL: `sqlite:${join(folder, 'rekey.sqlite')}` });
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  it('keeps no one waiting for /readyz, and is a problem only once requests would give up', async () => {
    const other = await openDatabase({ kind: 'sqlite', file: join(folder, 'rekey.sqlite') });
    await other.em.getConnection().execute('begin immediate');
    expect(await databaseOf(app)).toBe('ok');
    await until(app, 'locked by another program');
    await other.em.getConnection().execute('rollback');
    await until(app, 'ok');
    await other.close();
  });
});
