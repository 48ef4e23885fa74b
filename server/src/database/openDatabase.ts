import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { Migrator } from '@mikro-orm/migrations';
import { parseDatabaseUrl } from '../config/databaseUrl.ts';
import { databaseError, StartupError } from '../config/startupError.ts';
import type { Database, DatabaseLocation } from '../sql/database.ts';
import { beginImmediately, keepStatements } from '../sql/keptStatements.ts';
import {
  checkBeforeUse,
  connectInOrder,
  FAIL_FAST,
  isPooledByTransaction,
  type Pool,
  type PoolOptions,
  refuseWhileClosing,
  replaceUnfit,
  WAIT_LONG,
} from '../sql/postgresqlPool.ts';
import type { PostgresqlSettings } from '../sql/postgresqlSettings.ts';
import { closeToOthers } from './closeToOthers.ts';
import { encryptionsOf } from './encryption.ts';
import { ENTITIES } from './entities.ts';
import { SQLITE_BUSY_TIMEOUT_MS } from './migrate.ts';

/**
 * Options of both databases. Identity maps are per request: every use case gets a fork. Each database also has its own
 * contextName. Otherwise the ORM would mistake a transaction on one database for one on another.
 */
const COMMON = {
  entities: [...ENTITIES],
  extensions: [Migrator],
  discovery: { warnWhenNoEntities: false },
  forceUtcTimezone: true,
  timezone: 'Z',
  // The ORM's own log goes to standard output and could quote values. Callers log its errors.
  logger: () => {},
};

/**
 * Opens the database, without migrating it. The driver of the other kind is never loaded. Throws StartupError where the
 * database cannot be used.
 *
 * The ORM's init() is never used. It searches the disk for extensions at every start, and the built server would find a
 * second copy of the ORM (figures in docs/decisions/0012-speed.md).
 *
 * SQLite uses WAL with synchronous=FULL: an answered commit survives a loss of power. With a pool size PostgreSQL has
 * short timeouts, for requests. Without one it waits, for commands and migrations: for ever, unless `silenceMs` says
 * after how much silence of the server a query fails.
 */
export async function openDatabase(
  location: DatabaseLocation,
  options: { readonly poolSize?: number; readonly silenceMs?: number } = {},
): Promise<Database> {
  try {
    return location.kind === 'postgresql'
      ? await openPostgresql(settingsOf(location), options)
      : await openSqlite(location.file);
  } catch (error) {
    throw databaseError(error, location);
  }
}

function settingsOf({ url }: { readonly url: string }): PostgresqlSettings {
  const parsed = parseDatabaseUrl(url);
  if ('settings' in parsed) return parsed.settings;
  throw new StartupError(`DATABASE_URL ${parsed.problem}`);
}

async function openPostgresql(
  settings: PostgresqlSettings,
  { poolSize, silenceMs = WAIT_LONG.silenceMs }: { readonly poolSize?: number; readonly silenceMs?: number },
): Promise<Database> {
  const encryptions = encryptionsOf(settings);
  const [{ MikroORM }, { POSTGRESQL_MIGRATIONS }] = await Promise.all([
    import('@mikro-orm/postgresql'),
    import('../../migrations/postgresql/list.ts'),
  ]);
  const { host, port, user, password, database, applicationName, schema, connectTimeoutSeconds } = settings;
  const pool: PoolOptions = poolSize === undefined ? { ...WAIT_LONG, silenceMs } : FAIL_FAST;
  const orm = new MikroORM({
    ...COMMON,
    contextName: randomUUID(),
    dbName: database,
    ...(schema !== undefined && { schema }),
    // One more than asked for: the notification channel holds a connection for listening.
    pool: { max: (poolSize ?? 3) + 1 },
    driverOptions: {
      ...pool,
      host,
      port,
      user: user ?? userInfo().username,
      password,
      database,
      ...(applicationName !== undefined && { application_name: applicationName }),
      ...(connectTimeoutSeconds !== undefined && { connectionTimeoutMillis: connectTimeoutSeconds * 1000 }),
      // Not as a parameter of the connection, which poolers refuse or drop.
      ...(schema !== undefined && { onConnect: (client: Client) => client.query(`set search_path to "${schema}"`) }),
      onPoolCreated(created: Pool) {
        connectInOrder(created, encryptions);
        replaceUnfit(created, pool);
        if (poolSize !== undefined) checkBeforeUse(created);
        refuseWhileClosing(created);
      },
    },
    migrations: { migrationsList: POSTGRESQL_MIGRATIONS, snapshot: false },
  });
  try {
    // Fails at once where the server is unreachable; the ORM itself would fail at the first query.
    const [row] = await orm.em
      .getConnection()
      .execute<[{ schema: string | null }]>('select current_schema() as schema');
    if (schema !== undefined) {
      const isLost = row.schema !== null && row.schema !== schema;
      const created = (await orm.em.getConnection().getNativeClient()) as unknown as Pool;
      if (isLost || (await isPooledByTransaction(created))) throw new StartupError(POOLED_BY_TRANSACTION);
    }
    // Where a role has a schema of its own in its search path, the ORM would look for the tables in "public".
    if (schema === undefined && row.schema !== null) orm.config.set('schema', row.schema);
  } catch (error) {
    await orm.close();
    throw error;
  }
  return orm as unknown as Database;
}

/** The schema is set on a connection, and statements would find the tables of a product in its place. */
const POOLED_BY_TRANSACTION =
  'The schema in DATABASE_URL does not hold from one statement to the next, since a pooler before PostgreSQL pools by transaction. ' +
  'Leave it out and give it to the role instead: alter role NAME set search_path = SCHEMA. Or have the pooler pool by session.';

/** The used interface of a connection of the driver. */
interface Client {
  query(text: string): Promise<unknown>;
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
  keepStatements(await connection.getNativeClient());
  beginImmediately(await connection.getNativeClient());
  await connection.execute(`pragma busy_timeout = ${SQLITE_BUSY_TIMEOUT_MS}`);
  await connection.execute('pragma journal_mode = wal');
  await connection.execute('pragma synchronous = full');
  // A write without rows, so that a read-only file fails now and not at the first request.
  await connection.execute('begin immediate');
  await connection.execute('commit');
  return orm as unknown as Database;
}
