import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { MikroORM } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import type { AbstractSqlDriver, SqlEntityManager } from '@mikro-orm/sql';
import type { DatabaseLocation } from '../config.ts';
import { ENTITIES } from './entities.ts';

/** The ORM over either database. */
export type Database = MikroORM<AbstractSqlDriver, SqlEntityManager>;

/** How long SQLite waits for another process, such as the command line, that is writing. */
const SQLITE_BUSY_TIMEOUT_MS = 5_000;

/** Options that both databases share. Identity maps are per request: every use case gets a fork. */
const COMMON = {
  entities: [...ENTITIES],
  extensions: [Migrator],
  discovery: { warnWhenNoEntities: false },
  forceUtcTimezone: true,
  timezone: 'Z',
  // Its own log goes to the standard output in colours and could quote values; what matters is logged by those who call it.
  logger: () => {},
};

/**
 * Opens the database, without migrating it. The driver of the other kind is never loaded.
 *
 * SQLite writes ahead (WAL) with synchronous=FULL: a commit that was answered survives a loss of power.
 */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  if (location.kind === 'postgresql') {
    const [{ MikroORM }, { POSTGRESQL_MIGRATIONS }] = await Promise.all([
      import('@mikro-orm/postgresql'),
      import('../../migrations/postgresql/list.ts'),
    ]);
    const orm = await MikroORM.init({
      ...COMMON,
      clientUrl: location.url,
      migrations: { migrationsList: POSTGRESQL_MIGRATIONS, snapshot: false },
    });
    return orm as unknown as Database;
  }

  if (location.file !== ':memory:') mkdirSync(dirname(location.file), { recursive: true, mode: 0o700 });
  const [{ MikroORM }, { SQLITE_MIGRATIONS }] = await Promise.all([
    import('@mikro-orm/sqlite'),
    import('../../migrations/sqlite/list.ts'),
  ]);
  const orm = await MikroORM.init({
    ...COMMON,
    dbName: location.file,
    migrations: { migrationsList: SQLITE_MIGRATIONS, snapshot: false },
  });
  const connection = orm.em.getConnection();
  await connection.execute(`pragma busy_timeout = ${SQLITE_BUSY_TIMEOUT_MS}`);
  await connection.execute('pragma journal_mode = wal');
  await connection.execute('pragma synchronous = full');
  return orm as unknown as Database;
}
