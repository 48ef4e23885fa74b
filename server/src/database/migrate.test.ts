import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import { StartupError } from '../config/startupError.ts';
import type { Database } from '../sql/database.ts';
import { createTestDatabase, type TestDatabase } from '../testing/testDatabase.ts';
import { migrateDown, migrateUp, migrationStatus, requireMigrated } from './migrate.ts';
import { openDatabase } from './openDatabase.ts';
import { schemaDifferences } from './schemaDifferences.ts';

const run = promisify(execFile);

describe('migrating', () => {
  let folder: string;
  let empty: TestDatabase;
  const opened: Database[] = [];

  const open = async () => {
    const database = await openDatabase(readConfig({ DATABASE_URL: empty.url }).database);
    opened.push(database);
    return database;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rekey-migrate-'));
    empty = await createTestDatabase(folder);
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map(database => database.close()));
    await empty.drop();
    await rm(folder, { recursive: true });
  });

  it('brings an empty database to exactly what the entities say', async () => {
    const database = await open();
    expect(await migrateUp(database)).not.toEqual([]);
    expect(await schemaDifferences(database)).toBe('');
  });

  it('does nothing the second time', async () => {
    await migrateUp(await open());
    expect(await migrateUp(await open())).toEqual([]);
  });

  it('goes down to an empty database and up again, one migration at a time', async () => {
    const database = await open();
    const up = await migrateUp(database);
    for (const name of up.toReversed()) expect(await migrateDown(database)).toEqual([name]);
    expect(await migrateDown(database)).toEqual([]);
    await expect(database.em.fork().execute('select 1 from account')).rejects.toThrow();
    expect(await migrateUp(database)).toEqual(up);
    expect(await schemaDifferences(database)).toBe('');
  });

  it('is done by one of several processes that start together, while the others wait', {
    tags: ['two-versions'],
  }, async () => {
    const script = fileURLToPath(new URL('../testing/migrateOnce.ts', import.meta.url));
    const ran = await Promise.all(Array.from({ length: 4 }, () => run(process.execPath, [script, empty.url])));
    expect(ran.map(({ stdout }) => stdout.trim()).filter(Boolean)).toHaveLength(1);
    expect((await migrationStatus(await open())).every(({ state }) => state === 'executed')).toBe(true);
  });

  it('refuses a schema that a newer version has made', async () => {
    const database = await open();
    await migrateUp(database);
    await database.em.fork().execute(`insert into mikro_orm_migrations (name) values ('M20991231Future')`);
    const newer = /newer version of this program \(M20991231Future\)/;
    await expect(migrateUp(database)).rejects.toThrow(newer);
    await expect(migrateDown(database)).rejects.toThrow(newer);
    await expect(requireMigrated(database)).rejects.toThrow(newer);
  });

  it('leaves the database alone where MIGRATE is off, and says what to do', async () => {
    const database = await open();
    await expect(requireMigrated(database)).rejects.toThrow(StartupError);
    await expect(requireMigrated(database)).rejects.toThrow(/run "rekey migrate up"/);
    await migrateUp(database);
    await expect(requireMigrated(database)).resolves.toBeUndefined();
  });
});
