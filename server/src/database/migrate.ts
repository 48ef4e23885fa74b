import { Migrator } from '@mikro-orm/migrations';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { StartupError } from '../config/startupError.ts';
import type { Database } from '../sql/database.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';

/** One migration of the code or of the database. */
export interface MigrationStatus {
  readonly name: string;
  readonly state: 'executed' | 'pending' | 'unknown to this version';
}

/** The key of PostgreSQL's advisory lock for migrations. No other program on the database may use it. */
const ADVISORY_LOCK = 7_235_396_712;

/** A pooler drops the settings of our connections, and the role has the time limits of requests. */
const WITHOUT_TIME_LIMIT = 'set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0';

const EXECUTED = 'select name from mikro_orm_migrations order by id';
const FIND_ON_SQLITE = "select 1 from sqlite_master where type = 'table' and name = 'mikro_orm_migrations'";
/** In the schema of the tables alone: a product may have a table of that name in another one. */
const FIND_ON_POSTGRESQL =
  "select 1 from pg_tables where tablename = 'mikro_orm_migrations' and schemaname = current_schema()";

const LOCK_SQLITE = 'update mikro_orm_migrations set name = name where false';
/** How long SQLite waits for another process, such as the command line, that is writing. The thread waits too. */
export const SQLITE_BUSY_TIMEOUT_MS = 5_000;
/** How long one process waits while another migrates the same file. */
const SQLITE_LOCK_WAIT_MS = 60_000;
/** As MikroORM creates it. MikroORM checks before it creates, so two processes could both find it missing. */
const SQLITE_MIGRATIONS_TABLE =
  'create table if not exists mikro_orm_migrations (id integer not null primary key autoincrement, name text, executed_at datetime default current_timestamp)';

/**
 * Migrates the schema to what this code expects, in one transaction. Returns the names of the migrations that were run.
 * Of processes that start together one migrates; the others wait and then find nothing to do. Throws StartupError where
 * the schema is newer than the code.
 */
export function migrateUp(database: Database): Promise<string[]> {
  return underLock(database, (migrator, transaction) => migrator.up({ transaction }));
}

/**
 * Reverts the newest migration, with the data that only its schema can hold. Returns its name, or nothing where none is
 * left.
 */
export function migrateDown(database: Database): Promise<string[]> {
  return underLock(database, (migrator, transaction) => migrator.down({ transaction }));
}

/** Throws StartupError unless the schema is the one that this code expects. For MIGRATE=off. */
export async function requireMigrated(database: Database): Promise<void> {
  const { pending } = await pendingMigrations(database);
  if (pending.length === 0) return;
  throw new StartupError(
    `The database has to be migrated (${pending.join(', ')}) and MIGRATE is off: run "rekey migrate up", then start the server.`,
  );
}

/** The migrations that have not run, and whether none has. Throws StartupError where the schema is newer than the code. */
export async function pendingMigrations(
  database: Database,
): Promise<{ readonly pending: readonly string[]; readonly isEmpty: boolean }> {
  const status = await migrationStatus(database);
  refuseNewerSchema(status);
  const pending = status.filter(({ state }) => state === 'pending').map(({ name }) => name);
  return { pending, isEmpty: pending.length === status.length };
}

/** Which migrations have run and which are pending. One that this code does not know was run by a newer version. */
export async function migrationStatus(database: Database): Promise<MigrationStatus[]> {
  return statusOf(database, await executedMigrations(database));
}

/** Unlike the migrator, this creates nothing where the database is empty: not the table, not the schema. */
async function executedMigrations(database: Database): Promise<Array<{ readonly name: string }>> {
  const em = database.em.fork();
  const tables = await em.execute(isPostgresql(em) ? FIND_ON_POSTGRESQL : FIND_ON_SQLITE);
  return tables.length === 0 ? [] : em.execute(EXECUTED);
}

function statusOf(database: Database, rows: ReadonlyArray<{ readonly name: string }>): MigrationStatus[] {
  const all = database.config.get('migrations').migrationsList?.map(migration => migration.name) ?? [];
  const executed = rows.map(({ name }) => name);
  return [
    ...executed.map(name => ({
      name,
      state: all.includes(name) ? ('executed' as const) : ('unknown to this version' as const),
    })),
    ...all.filter(name => !executed.includes(name)).map(name => ({ name, state: 'pending' as const })),
  ];
}

function refuseNewerSchema(status: readonly MigrationStatus[]): void {
  const newer = status.filter(({ state }) => state === 'unknown to this version').map(({ name }) => name);
  if (newer.length === 0) return;
  throw new StartupError(
    `The database was migrated by a newer version of this program (${newer.join(', ')}), which this one does not know. ` +
      'Start that version, or revert its migrations with its own "rekey migrate down".',
  );
}

type Transaction = ReturnType<SqlEntityManager['getTransactionContext']>;

/**
 * Runs work in a transaction that holds the lock until it ends, also when the process dies. On SQLite the first write
 * of a transaction takes the lock, so an update without rows does. SQLite has one connection, so the table of
 * migrations is created before.
 */
async function underLock(
  database: Database,
  work: (migrator: Migrator, transaction: Transaction) => Promise<Array<{ readonly name: string }>>,
): Promise<string[]> {
  const migrator = migratorOf(database);
  const connection = database.em.getConnection();
  const onSqlite = !isPostgresql(database.em);
  if (onSqlite) {
    await connection.execute(`pragma busy_timeout = ${SQLITE_LOCK_WAIT_MS}`);
    await connection.execute(SQLITE_MIGRATIONS_TABLE);
    await migrator.getExecuted();
  } else {
    await createSchema(database);
  }
  const migrated = database.em.fork().transactional(async em => {
    if (!onSqlite) await em.execute(WITHOUT_TIME_LIMIT);
    await em.execute(onSqlite ? LOCK_SQLITE : `select pg_advisory_xact_lock(${ADVISORY_LOCK})`);
    if (!onSqlite) await migrator.getExecuted();
    refuseNewerSchema(statusOf(database, await em.execute(EXECUTED)));
    return (await work(migrator, em.getTransactionContext())).map(({ name }) => name);
  });
  if (!onSqlite) return migrated;
  // The connection goes on to serve requests.
  return migrated.finally(() => connection.execute(`pragma busy_timeout = ${SQLITE_BUSY_TIMEOUT_MS}`));
}

/**
 * Creates the schema that DATABASE_URL names, where it is missing. Not in the transaction: the migrator looks for it on
 * a connection of its own. Of processes that start together one creates it. Throws StartupError where the role may not.
 */
async function createSchema(database: Database): Promise<void> {
  const em = database.em.fork();
  const schema = database.config.get('schema') as string;
  const state = async () => {
    const [row] = await em.execute<[{ there: boolean; usable: boolean; role: string }]>(
      `select count(*) > 0 as there, coalesce(bool_or(has_schema_privilege(oid, 'usage')), false) as usable,
         current_user as role
       from pg_namespace where nspname = ?`,
      [schema],
    );
    return row;
  };
  const before = await state();
  const failure = before.there ? undefined : await em.execute(`create schema "${schema}"`).catch(error => error);
  const { there, usable, role } = failure === undefined && before.usable ? before : await state();
  if (!there && (failure as { code?: string } | undefined)?.code !== '42501') throw failure;
  if (!there) {
    throw new StartupError(
      `There is no schema "${schema}" in the database, and the role "${role}" may not create it. ` +
        `As an owner of the database: create schema "${schema}" authorization "${role}"`,
    );
  }
  if (!usable) {
    throw new StartupError(
      `The role "${role}" may not use the schema "${schema}". ` +
        `As its owner: grant usage, create on schema "${schema}" to "${role}"`,
    );
  }
}

function migratorOf(database: Database): Migrator {
  const migrator = database.config.getExtension<Migrator>('@mikro-orm/migrator');
  if (!migrator) throw new Error('the migrator is not registered');
  return migrator;
}
