import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateUp } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/openDatabase.ts';
import type { Database } from '../src/sql/database.ts';
import { createTestDatabase, onPostgresql } from '../src/testing/testDatabase.ts';

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
      PORT: '0',
      DATABASE_URL: url,
      SECRET_KEY: 'a key for chaos that is long enough to be taken',
      RATE_LIMITS: 'off',
      BCRYPT_COST: '4',
      LOG_LEVEL: 'silent',
      PLAYGROUND: 'off',
    });
  } finally {
    await database.close();
    await drop();
    await rm(folder, { recursive: true, force: true });
  }
}
