/** What better-sqlite3 offers that is used here. */
interface PreparingDatabase {
  prepare(text: string): unknown;
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
 */
export function beginImmediately(database: PreparingDatabase): void {
  const prepare = database.prepare.bind(database);
  database.prepare = text => prepare(text === 'begin' ? 'begin immediate' : text);
}
