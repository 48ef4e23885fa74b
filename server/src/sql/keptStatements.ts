/** What better-sqlite3 offers that is used here. */
interface PreparingDatabase {
  prepare(text: string): unknown;
}

/** Far more than there are statements with bound values; those that the ORM writes values into come and go. */
const MOST_KEPT = 200;

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
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string);
    return statement;
  };
}
