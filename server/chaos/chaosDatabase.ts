import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateUp } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/openDatabase.ts';
import type { Database } from '../src/sql/database.ts';
import { createTestDatabase, onPostgresql } from '../src/testing/testDatabase.ts';

/** The environment of every server in the chaos: no log, and nothing that only people look at. */
export const EVERY_VICTIM = {
  PORT: '0',
  SECRET_KEY: 'a key for chaos that is long enough to be taken',
  LOG_LEVEL: 'silent',
  PLAYGROUND: 'off',
};

/** Runs work on a new database, with the environment of servers on it: cheap hashing, no limits, no log. */
export async function withChaosDatabase<Result>(
  work: (database: Database, environment: Record<string, string>) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-chaos-'));
  const { url, drop } = await createTestDatabase(folder);
  const database = await openDatabase(
    onPostgresql ? { kind: 'postgresql', url } : { kind: 'sqlite', file: join(folder, 'test.sqlite') },
  );
  try {
    await migrateUp(database);
    return await work(database, {
      ...EVERY_VICTIM,
      DATABASE_URL: url,
      RATE_LIMITS: 'off',
      BCRYPT_COST: '4',
    });
  } finally {
    await database.close();
    await drop();
    await rm(folder, { recursive: true, force: true });
  }
}
