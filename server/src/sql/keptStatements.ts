/** What better-sqlite3 offers that is used here. */
interface PreparingDatabase {
  prepare(text: string): unknown;
}

/** Far more than there are statements with bound values; those that the ORM writes values into come and go. */
const MAX_KEPT = 200;

/**
 * Lets a SQLite database keep the statements that it has parsed, by their text, the least recently used ones forgotten. SQLite itself parses
 * a kept statement anew where the schema has changed under it.
 */
export function keepStatements(database: PreparingDatabase): void {
  const prepare = database.prepare.bind(database);
  const kept = new Map<string, unknown>();
  database.prepare = text => {
    const statement = kept.get(text) ?? prepare(text);
    kept.delete(text);
    kept.set(text, statement);
    if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value as string);
    return statement;
  };
}

/**
 * Lets transactions of a SQLite database take the write lock when they begin. One that reads first and then writes would else fail at once where
 * another connection, such as the mail worker's, wrote in between (SQLITE_BUSY_SNAPSHOT): no waiting helps it.
 */
export function beginImmediately(database: PreparingDatabase): void {
  const prepare = database.prepare.bind(database);
  database.prepare = text => prepare(text === 'begin' ? 'begin immediate' : text);
}
