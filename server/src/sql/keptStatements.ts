/** What better-sqlite3 offers that is used here. */
interface PreparingDatabase {
  prepare(text: string): unknown;
  /** Whether a transaction is open. */
  readonly inTransaction: boolean;
}

/** A prepared statement without rows. */
interface RunStatement {
  readonly reader: false;
  run(): { readonly changes: number; readonly lastInsertRowid: number };
}

/** More than there are statements with bound values, in the frequent batch sizes. */
const MAX_KEPT = 200;

/**
 * Caches the prepared statements with bound values of a SQLite database by their text (LRU). Statements of the ORM
 * contain values and never repeat; cached, they would hold native memory that the garbage collector does not see.
 * SQLite itself prepares a cached statement again where the schema has changed.
 */
export function keepStatements(database: PreparingDatabase): void {
  const prepare = database.prepare.bind(database);
  const kept = new Map<string, unknown>();
  database.prepare = text => {
    if (!text.includes('?')) return prepare(text);
    const statement = kept.get(text) ?? prepare(text);
    kept.delete(text);
    kept.set(text, statement);
    if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value as string);
    return statement;
  };
}

/**
 * Lets transactions of a SQLite database take the write lock when they begin. Otherwise one that reads and then writes
 * would fail where another connection, such as the mail worker's, wrote in between (SQLITE_BUSY_SNAPSHOT). The busy
 * timeout does not apply to this error.
 *
 * The query builder never gives its only connection back after a `begin` or `rollback` that fails. So neither does: the
 * error of a begin is thrown by the next statement of the transaction, and what SQLite has rolled back by itself, as for
 * want of room, is not rolled back again. Call it after `keepStatements`, whose statements belong to transactions too.
 */
export function beginImmediately(database: PreparingDatabase): void {
  const prepare = database.prepare.bind(database);
  let failure: { readonly error: unknown } | undefined;
  const begin: RunStatement = {
    reader: false,
    run() {
      failure = undefined;
      try {
        (prepare('begin immediate') as RunStatement).run();
      } catch (error) {
        failure = { error };
      }
      return NOTHING_CHANGED;
    },
  };
  const rollback: RunStatement = {
    reader: false,
    run() {
      failure = undefined;
      if (database.inTransaction) (prepare('rollback') as RunStatement).run();
      return NOTHING_CHANGED;
    },
  };
  database.prepare = text => {
    if (text === 'begin') return begin;
    if (text === 'rollback') return rollback;
    if (failure) throw failure.error;
    return prepare(text);
  };
}

const NOTHING_CHANGED = { changes: 0, lastInsertRowid: 0 };
