import { type EntityMetadata, type EntityName, IsolationLevel, type Reference } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { StartupError } from '../config/startupError.ts';
import type { Database } from '../sql/database.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';
import { ENTITIES } from './entities.ts';
import { migrateUp, pendingMigrations } from './migrate.ts';

/** How many rows of each table were copied. */
export type CopiedRows = Readonly<Record<string, number>>;

const BATCH_ROWS = 500;

/**
 * Copies everything from one database to another of any kind. The source is read in one snapshot, while others may
 * write to it. The target has to be empty and is migrated first. The copy is one transaction, and rows are counted on
 * both sides. Throws StartupError where the source is not migrated or the target is not empty.
 */
export async function copyDatabase(source: Database, target: Database): Promise<CopiedRows> {
  await requireCurrent(source);
  await migrateUp(target);
  return inSnapshot(source, from =>
    target.em.fork().transactional(async to => {
      const copied: Record<string, number> = {};
      for (const entity of ENTITIES as ReadonlyArray<EntityName<object>>) {
        const { tableName } = from.getMetadata(entity);
        const there = await to.count(entity);
        if (there > 0)
          throw new StartupError(`The target is not empty: ${tableName} has ${there} rows. Nothing was copied.`);
        const rows = await copyTable(from, to, from.getMetadata(entity));
        const [expected, arrived] = [await from.count(entity), await to.count(entity)];
        if (rows !== expected || arrived !== expected) {
          throw new StartupError(
            `${arrived} of ${expected} rows of ${tableName} were copied. The copy was rolled back.`,
          );
        }
        copied[tableName] = rows;
      }
      if (isPostgresql(target.em)) await to.execute(CONTINUE_COUNTING);
      return copied;
    }),
  );
}

/** Nothing is changed in the source, which may be the only backup. */
async function requireCurrent(source: Database): Promise<void> {
  const { pending, isEmpty } = await pendingMigrations(source);
  if (pending.length === 0) return;
  throw new StartupError(
    isEmpty
      ? 'The source holds no data of Rekey. Nothing was copied.'
      : 'The source is of an earlier version. Set DATABASE_URL to a copy of it, run "rekey migrate up", and take that copy. Nothing was copied.',
  );
}

/** Reads in one snapshot. On SQLite a usual transaction would take the write lock, and the server could not write. */
async function inSnapshot<Result>(
  { em }: Database,
  read: (from: SqlEntityManager) => Promise<Result>,
): Promise<Result> {
  if (isPostgresql(em))
    return em.fork().transactional(read, { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true });
  const connection = em.getConnection();
  await connection.execute('begin deferred');
  try {
    return await read(em.fork());
  } finally {
    await connection.execute('commit');
  }
}

/** Continues the sequence after the copied ids of events. */
const CONTINUE_COUNTING = `select setval(pg_get_serial_sequence('security_event', 'id'), coalesce(max(id), 0) + 1, false) from security_event`;

async function copyTable(from: SqlEntityManager, to: SqlEntityManager, table: EntityMetadata): Promise<number> {
  const [key = 'id'] = table.primaryKeys;
  let copied = 0;
  let last: unknown;
  for (;;) {
    const rows: Array<Record<string, unknown>> = await from.find(
      table.class,
      last === undefined ? {} : { [key]: { $gt: last } },
      { orderBy: { [key]: 'asc' }, limit: BATCH_ROWS, disableIdentityMap: true },
    );
    if (rows.length === 0) return copied;
    await to.insertMany(
      table.class,
      rows.map(row => Object.fromEntries(table.props.map(({ name }) => [name, plain(row[name])]))),
    );
    copied += rows.length;
    last = rows.at(-1)?.[key];
  }
}

/** A reference is stored as the key that it refers to. */
function plain(value: unknown): unknown {
  const reference = value as Reference<{ id: unknown }> | null | undefined;
  return typeof reference?.unwrap === 'function' ? reference.unwrap().id : value;
}
