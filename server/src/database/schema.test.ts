import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { registerAccount } from '../testing/people.ts';
import { failToStart, startServerProcess } from '../testing/serverProcess.ts';
import { startTestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient } from '../testing/testClient.ts';
import { createTestDatabase, onPostgresql, type TestDatabase } from '../testing/testDatabase.ts';
import { migrateUp } from './migrate.ts';
import { openDatabase } from './openDatabase.ts';
import { schemaDifferences } from './schemaDifferences.ts';

/** Tables that a product may have in `public`, as other shapes than ours. */
const OF_A_PRODUCT = `
  create table account (id int primary key, owner text);
  create table orders (id int primary key, account int references account);
  create table session (sid varchar primary key, sess json);
  create table mikro_orm_migrations (id serial primary key, name varchar, executed_at timestamptz);
  insert into mikro_orm_migrations (name) values ('Migration20200101000000');
  insert into account values (7, 'a product');`;

// mikro-orm/mikro-orm 2828, 3106 and 7026: tables and the table of migrations went to different schemas.
describe.skipIf(!onPostgresql)('a schema of its own (runs with TEST_DATABASE=postgresql)', () => {
  let folder: string;
  let test: TestDatabase;
  let other: TestDatabase;
  let commands: CommandLine;
  const inSchema = (schema: string, { url } = test) => `${url}?schema=${schema}&application_name=login`;
  const execute = async (sql: string, url = test.url): Promise<Array<Record<string, unknown>>> => {
    const database = await openDatabase({ kind: 'postgresql', url });
    try {
      return await database.em.fork().execute(sql);
    } finally {
      await database.close();
    }
  };
  const tablesOf = async (schema: string) => {
    const rows = await execute(`select tablename from pg_tables where schemaname = '${schema}' order by 1`);
    return rows.map(({ tablename }) => tablename);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rekey-schema-'));
    test = await createTestDatabase(folder);
    other = await createTestDatabase(folder);
    commands = await openCommandLine();
    for (const statement of OF_A_PRODUCT.split(';\n')) await execute(statement);
  });
  afterAll(async () => {
    await commands.close();
    await Promise.all([test.drop(), other.drop()]);
    await rm(folder, { recursive: true });
  });

  it('is created, and serves at every start beside tables of the same names', async () => {
    const environment = { DATABASE_URL: inSchema('Login-1'), RATE_LIMITS: 'on' };
    for (const address of ['ada@example.com', 'grace@example.com', 'joan@example.com']) {
      const app = await startTestApp(environment);
      expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
      const client = await registerAccount(app, address);
      expect(await client.login(address, GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
      expect(await newClient(app).login('ada@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
      await app.close();
    }
    expect(await tablesOf('Login-1')).toEqual(expect.arrayContaining(['account', 'mikro_orm_migrations', 'session']));
    expect(await tablesOf('public')).toEqual(['account', 'mikro_orm_migrations', 'orders', 'session']);
    expect(await execute('select * from public.account')).toEqual([{ id: 7, owner: 'a product' }]);
    expect(await execute('select name from public.mikro_orm_migrations')).toHaveLength(1);
  });

  it('holds exactly what the entities say, regardless of what is in other schemas', async () => {
    const database = await openDatabase({ kind: 'postgresql', url: inSchema('Login-1') });
    await migrateUp(database);
    expect(await schemaDifferences(database)).toBe('');
    await database.close();
  });

  it('is where every command works', async () => {
    const run = async (...args: string[]) => {
      const ended = await commands.run(args, { environment: { DATABASE_URL: inSchema('Login-1') } });
      expect(ended).toMatchObject({ status: 0, stderr: expect.not.stringMatching(/^\s+at /m) });
      return ended.stdout;
    };
    expect(await run('account', 'list')).toContain('ada@example.com');
    expect(await run('migrate', 'status')).not.toContain('pending');
    expect(await run('migrate', 'up')).toBe('');
    expect(await run('mail', 'list')).toBeDefined();
    expect(await run('limits', 'clear', '--client', '127.0.0.1')).toBeDefined();
    expect(await run('account', 'disable', 'grace@example.com')).toBeDefined();
    expect(await run('account', 'export')).toContain('grace@example.com');
    expect(await run('doctor')).toMatch(/^Migrations +ok +none pending/m);
    const backup = join(folder, 'backup.sqlite');
    expect(await run('database', 'backup', backup)).toMatch(/^account +3$/m);
    const restore = await commands.run(['database', 'restore', backup], {
      environment: { DATABASE_URL: inSchema('restored') },
    });
    expect(restore).toMatchObject({ status: 0, stdout: expect.stringMatching(/^account +3$/m) });
    expect(await run('database', 'copy', '--from', inSchema('restored'), '--to', inSchema('copy', other))).toMatch(
      /^account +3$/m,
    );
    expect(await run('migrate', 'down', '--yes')).toMatch(/^M/);
    expect(await run('migrate', 'up')).toMatch(/^M/);
  });

  it('is not created by the doctor or by looking', async () => {
    const environment = { DATABASE_URL: inSchema('unseen') };
    expect((await commands.run(['doctor'], { environment })).stdout).toMatch(/Migrations +fault +pending/);
    expect((await commands.run(['migrate', 'status'], { environment })).stdout).toContain('pending');
    expect(await execute("select 1 from pg_namespace where nspname = 'unseen'")).toEqual([]);
  });

  it('is told in a sentence where the role may not create or use it', async () => {
    const role = `rekey_guest_${process.pid}`;
    await execute(`create role ${role} login`);
    try {
      await execute('create schema closed');
      const guest = (schema: string) => {
        const url = new URL(inSchema(schema));
        url.username = role;
        return { DATABASE_URL: url.href };
      };
      const missing = await failToStart(guest('nowhere'));
      expect(missing).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^There is no schema "nowhere" .*\n$/),
      });
      expect(missing.stderr).toContain(`create schema "nowhere" authorization "${role}"`);
      const closed = await failToStart(guest('closed'));
      expect(closed).toMatchObject({ status: 1, stderr: expect.stringMatching(/^The role .* may not use .*\n$/) });
      await execute(`create schema given authorization ${role}`);
      expect((await commands.run(['migrate', 'up'], { environment: guest('given') })).status).toBe(0);
      expect((await commands.run(['migrate', 'up'], { environment: guest('given') })).status).toBe(0);
    } finally {
      await execute(`drop owned by ${role} cascade`);
      await execute(`drop role ${role}`);
    }
  });

  it('may be that of the search path of the role', async () => {
    const role = `rekey_own_${process.pid}`;
    await execute(`create role ${role} login`);
    try {
      await execute(`create schema ${role} authorization ${role}`);
      const url = new URL(test.url);
      url.username = role;
      const environment = { DATABASE_URL: url.href };
      for (let start = 0; start < 2; start += 1) {
        expect(await commands.run(['account', 'list'], { environment })).toMatchObject({ status: 0 });
      }
      expect(await tablesOf(role)).toContain('mikro_orm_migrations');
    } finally {
      await execute(`drop owned by ${role} cascade`);
      await execute(`drop role ${role}`);
    }
  });

  it('has a server found by any name that connects, and one in another schema left alone', async () => {
    const server = await startServerProcess({ DATABASE_URL: `${test.url}?schema=running&application_name=acme` });
    const moved = await commands.run([
      'database',
      'copy',
      '--from',
      `${test.url}?schema=running`,
      '--to',
      `sqlite:${join(folder, 'moved.sqlite')}`,
    ]);
    expect(moved).toMatchObject({ status: 1, stderr: expect.stringContaining('A server is running') });
    const beside = await commands.run([
      'database',
      'copy',
      '--from',
      inSchema('restored'),
      '--to',
      `sqlite:${join(folder, 'beside.sqlite')}`,
    ]);
    expect(beside).toMatchObject({ status: 0 });
    await server.stop('SIGINT');
  });
});
