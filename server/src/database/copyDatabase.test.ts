import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntityName } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../config/config.ts';
import { Job } from '../queue/job.ts';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { askForReset, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient } from '../testing/testClient.ts';
import { createTestDatabase, type TestDatabase } from '../testing/testDatabase.ts';
import { copyDatabase } from './copyDatabase.ts';
import { ENTITIES } from './entities.ts';
import { openDatabase } from './openDatabase.ts';

/** Everything that a database holds, row by row. */
async function contentOf(url: string): Promise<Record<string, unknown[]>> {
  const database = await openDatabase(readConfig({ DATABASE_URL: url }).database);
  const em = database.em.fork();
  const content: Record<string, unknown[]> = {};
  for (const entity of ENTITIES as ReadonlyArray<EntityName<object>>) {
    const rows = await em.find(entity, {}, { disableIdentityMap: true });
    content[em.getMetadata(entity).tableName] = rows.map(row => JSON.stringify(row)).toSorted();
  }
  await database.close();
  return content;
}

describe('copying a database', () => {
  let folder: string;
  let app: TestApp;
  let commands: CommandLine;
  let empty: TestDatabase;
  let url: string;

  /** A mail arrives a moment before the queue records that it was sent. */
  const untilSent = () =>
    vi.waitUntil(async () => (await app.app.database.em.fork().count(Job, { state: 'queued' })) === 0, 20_000);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rekey-copy-'));
    commands = await openCommandLine();
    empty = await createTestDatabase(await mkdtemp(join(folder, 'empty-')));
    url = commands.databaseUrl;
    app = await startTestApp({ DATABASE_URL: url, RATE_LIMITS: 'on' });
    for (const address of ['ada@example.com', 'grace@example.com']) {
      const client = await registerAccount(app, address);
      await client.login(address, GOOD_PASSWORD);
      await newClient(app).login(address, 'wrong');
    }
    await commands.run(['account', 'delete', 'grace@example.com', '--yes']);
    await untilSent();
  });

  afterAll(async () => {
    await empty.drop();
    await commands.close();
    await rm(folder, { recursive: true });
  });

  it('backs up beside a running server, into a file that only its owner can read, and into no file that exists', async () => {
    const file = join(folder, 'backup.sqlite');
    const backup = await commands.run(['database', 'backup', file]);
    expect(backup).toMatchObject({ status: 0, stderr: 'The copy is complete, and the row counts match.\n' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await contentOf(`sqlite:${file}`)).toEqual(await contentOf(url));
    const again = await commands.run(['database', 'backup', file]);
    expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining('it exists already') });
  });

  it('reads without the lock for writing, so that the server goes on', async () => {
    const open = (of: string) => openDatabase(readConfig({ DATABASE_URL: of }).database);
    const from = await open(url);
    const other = await open(url);
    const to = await open(`sqlite:${join(folder, 'beside.sqlite')}`);
    await other.em.fork().transactional(async em => {
      await em.nativeUpdate(Job, {}, { attempts: 3 });
      expect(await copyDatabase(from, to)).toMatchObject({ account: 1 });
    });
    for (const each of [from, other, to]) await each.close();
  });

  it('refuses to move a database on which a server is running', async () => {
    const moved = await commands.run([
      'database',
      'copy',
      '--from',
      url,
      '--to',
      `sqlite:${join(folder, 'moved.sqlite')}`,
    ]);
    expect(moved.status).toBe(1);
    expect(moved.stderr).toMatch(/server is running on/);
  });

  it('restores a backup: accounts, sessions, links and counting go on where they were', async () => {
    const { reset } = await askForReset(app, 'ada@example.com', 2);
    await untilSent();
    const file = join(folder, 'second.sqlite');
    await commands.run(['database', 'backup', file]);
    await app.close();
    const before = await contentOf(url);

    const restored = await commands.run(['database', 'restore', file], { environment: { DATABASE_URL: empty.url } });
    expect(restored).toMatchObject({ status: 0 });
    expect(restored.stdout).toMatch(/^account +1$/m);
    expect(await contentOf(empty.url)).toEqual(before);

    app = await startTestApp({ DATABASE_URL: empty.url, RATE_LIMITS: 'on' });
    const client = newClient(app);
    expect((await client.resetPassword(reset, 'violet anchor 36 teapot drizzle')).__typename).toBe(
      'PasswordResetComplete',
    );
    expect((await client.login('ada@example.com', 'violet anchor 36 teapot drizzle')).__typename).toBe('LoggedIn');
    await app.close();
  });

  it('refuses to fill a database that holds something already', async () => {
    const filled = await commands.run(['database', 'restore', join(folder, 'second.sqlite')]);
    expect(filled.status).toBe(1);
    expect(filled.stderr).toMatch(/The target is not empty: account has 1 rows\. Nothing was copied\./);
  });

  it('copies from this kind of database to a file and back without losing anything', async () => {
    const between = `sqlite:${join(folder, 'between.sqlite')}`;
    const back = await createTestDatabase(await mkdtemp(join(folder, 'back-')));
    expect((await commands.run(['database', 'copy', '--from', empty.url, '--to', between])).status).toBe(0);
    expect((await commands.run(['database', 'copy', '--from', between, '--to', back.url])).status).toBe(0);
    expect(await contentOf(back.url)).toEqual(await contentOf(empty.url));
    await back.drop();
  });

  describe('from what is no backup', () => {
    it.each([
      ['no file', 'misspelt.sqlite', async () => {}, /misspelt\.sqlite does not exist\./],
      ['an empty file', 'empty.sqlite', (file: string) => writeFile(file, ''), /holds no data of Rekey/],
      ['a text', 'text.sqlite', (file: string) => writeFile(file, 'no database'.repeat(99)), /not an SQLite database/],
      ['an earlier version', 'earlier.sqlite', migrateToEarlier, /is of an earlier version.*rekey migrate up/],
    ])('copies nothing, says why, and leaves everything as it is: %s', async (_, name, make, reason) => {
      const file = join(folder, name);
      await make(file);
      const before = await filesOfFolder();
      for (const words of [
        ['database', 'restore', file],
        ['database', 'copy', '--from', `sqlite:${file}`, '--to', empty.url],
      ]) {
        const { status, stderr } = await commands.run(words);
        expect([status, stderr]).toEqual([1, expect.stringMatching(reason)]);
      }
      const backup = ['database', 'backup', join(folder, `backup-of-${name}`)];
      const { status, stderr } = await commands.run(backup, { environment: { DATABASE_URL: `sqlite:${file}` } });
      expect([status, stderr]).toEqual([1, expect.stringMatching(reason)]);
      expect(await filesOfFolder()).toEqual(before);
    });

    async function migrateToEarlier(file: string): Promise<void> {
      const environment = { DATABASE_URL: `sqlite:${file}` };
      for (const words of [
        ['migrate', 'up'],
        ['migrate', 'down', '--yes'],
      ])
        expect(await commands.run(words, { environment })).toMatchObject({ status: 0 });
    }

    /** But for the empty files by which servers claim theirs. */
    const filesOfFolder = async () => (await readdir(folder)).filter(name => !name.endsWith('-server'));
  });

  it('writes a backup under another name until it is complete, and no two into one file', async () => {
    const file = join(folder, 'killed.sqlite');
    await writeFile(`${file}.partial`, 'of a backup that was killed');
    const { status, stderr } = await commands.run(['database', 'backup', file], {
      environment: { DATABASE_URL: empty.url },
    });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/killed\.sqlite\.partial exists already.*delete it/)]);
    await rm(`${file}.partial`);
    expect(
      (await commands.run(['database', 'backup', file], { environment: { DATABASE_URL: empty.url } })).status,
    ).toBe(0);
    expect((await readdir(folder)).filter(name => name.startsWith('killed'))).toEqual(['killed.sqlite']);
  });

  it('takes both databases from the environment, since others can read arguments', async () => {
    const copied = `sqlite:${join(folder, 'from-environment.sqlite')}`;
    const environment = { FROM_DATABASE_URL: empty.url, TO_DATABASE_URL: copied, DATABASE_URL: 'sqlite:nowhere/x' };
    expect((await commands.run(['database', 'copy'], { environment })).status).toBe(0);
    expect(await contentOf(copied)).toEqual(await contentOf(empty.url));
  });

  it.each([
    ['--from', 'postgresql://rekey:swordfish@db.invalid/rekey', 'FROM_DATABASE_URL'],
    ['--to', 'postgresql://rekey:swordfish@db.invalid/rekey', 'TO_DATABASE_URL'],
    ['--to', 'postgresql://db.invalid/rekey?user=rekey&password=swordfish', 'TO_DATABASE_URL'],
  ])('refuses an argument with a password: %s %s', async (option, url, variable) => {
    const environment = { TO_DATABASE_URL: `sqlite:${join(folder, 'never.sqlite')}` };
    const { status, stderr } = await commands.run(['database', 'copy', option, url], { environment });
    expect(status).toBe(1);
    expect(stderr).toContain(`Set ${variable} instead`);
    expect(stderr).not.toContain('swordfish');
  });

  it('says which of the two addresses is refused, and why', async () => {
    const environment = { FROM_DATABASE_URL: 'postgresql://u:swordfish@db/rekey?sslmode=on' };
    const { status, stderr } = await commands.run(['database', 'copy', '--to', 'sqlite:new.sqlite'], { environment });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^ *FROM_DATABASE_URL has an sslmode that is none of/m),
    ]);
    expect(stderr).not.toContain('swordfish');
  });

  it('asks which database is meant where none is named', async () => {
    const { status, stderr } = await commands.run(['database', 'copy']);
    expect([status, stderr]).toEqual([1, expect.stringContaining('Set TO_DATABASE_URL')]);
  });
});
