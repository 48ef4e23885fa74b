import { randomUUID } from 'node:crypto';
import { Migrator } from '@mikro-orm/migrations';
import { databaseError } from '../config/startupError.ts';
import type { Database, DatabaseLocation } from '../sql/database.ts';
import { beginImmediately, keepStatements } from '../sql/keptStatements.ts';
import { FAIL_FAST, type PoolOptions, WAIT_LONG, watchForSilence } from '../sql/postgresqlPool.ts';
import { closeToOthers } from './closeToOthers.ts';
import { ENTITIES } from './entities.ts';

/** How long SQLite waits for another process, such as the command line, that is writing. */
const SQLITE_BUSY_TIMEOUT_MS = 5_000;

/**
 * Options that both databases share. Identity maps are per request: every use case gets a fork. Each database has a contextName of its own
 * beside these: within a transaction on one, the ORM would otherwise take it for the transaction of another.
 */
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
 * Opens the database, without migrating it. The driver of the other kind is never loaded. Throws StartupError, in plain words, where the
 * database cannot be used.
 *
 * The ORM's init() is not used, here or elsewhere: it looks for extensions on the disk at every start, where the built server would find a
 * second copy of the ORM (figures in docs/decisions/0012-speed.md).
 *
 * SQLite writes ahead (WAL) with synchronous=FULL: a commit that was answered survives a loss of power.
 * With a pool size, PostgreSQL serves requests and everything that takes long fails fast; without one it waits, as commands and migrations
 * need.
 */
export async function openDatabase(
  location: DatabaseLocation,
  options: { readonly poolSize?: number } = {},
): Promise<Database> {
  try {
    return location.kind === 'postgresql'
      ? await openPostgresql(location.url, options)
      : await openSqlite(location.file);
  } catch (error) {
    throw databaseError(error, location);
  }
}

async function openPostgresql(clientUrl: string, { poolSize }: { readonly poolSize?: number }): Promise<Database> {
  const [{ MikroORM }, { POSTGRESQL_MIGRATIONS }] = await Promise.all([
    import('@mikro-orm/postgresql'),
    import('../../migrations/postgresql/list.ts'),
  ]);
  const pool: PoolOptions = poolSize === undefined ? WAIT_LONG : FAIL_FAST;
  const orm = new MikroORM({
    ...COMMON,
    contextName: randomUUID(),
    clientUrl,
    // One more than asked for: the notification channel holds a connection for listening.
    pool: { max: (poolSize ?? 3) + 1 },
    driverOptions: { ...pool, onPoolCreated: watchForSilence(pool) },
    migrations: { migrationsList: POSTGRESQL_MIGRATIONS, snapshot: false },
  });
  // Says at once whether the server is there; the ORM itself would find out at the first query.
  await orm.em.getConnection().execute('select 1');
  return orm as unknown as Database;
}

async function openSqlite(file: string): Promise<Database> {
  if (file !== ':memory:') closeToOthers(file);
  const [{ MikroORM }, { SQLITE_MIGRATIONS }] = await Promise.all([
    import('@mikro-orm/sqlite'),
    import('../../migrations/sqlite/list.ts'),
  ]);
  const orm = new MikroORM({
    ...COMMON,
    contextName: randomUUID(),
    dbName: file,
    migrations: { migrationsList: SQLITE_MIGRATIONS, snapshot: false },
  });
  const connection = orm.em.getConnection();
  // Before statements are kept, which then keeps what this makes.
  beginImmediately(await connection.getNativeClient());
  keepStatements(await connection.getNativeClient());
  await connection.execute(`pragma busy_timeout = ${SQLITE_BUSY_TIMEOUT_MS}`);
  await connection.execute('pragma journal_mode = wal');
  await connection.execute('pragma synchronous = full');
  // A write of nothing, so that a file that cannot be written to is found now and not at the first request.
  await connection.execute('begin immediate');
  await connection.execute('commit');
  return orm as unknown as Database;
}
