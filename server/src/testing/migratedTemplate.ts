import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config/config.ts';
import { migrateUp } from '../database/migrate.ts';
import { openDatabase } from '../database/openDatabase.ts';
import { createTestDatabase, onPostgresql } from './testDatabase.ts';

/**
 * Vitest runs this once for the whole suite. Migrating is most of what a start on an empty database costs, so most
 * applications of the tests start on a copy of this one.
 */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-template-'));
  const template = await createTestDatabase(folder);
  const database = await openDatabase(readConfig({ DATABASE_URL: template.url }).database);
  await migrateUp(database);
  await database.close();
  process.env.TEST_TEMPLATE = onPostgresql
    ? new URL(template.url).pathname.slice(1)
    : template.url.slice('sqlite:'.length);
  return async () => {
    await template.drop();
    await rm(folder, { recursive: true, force: true });
  };
}
