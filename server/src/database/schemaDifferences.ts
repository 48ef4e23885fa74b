import type { Database } from '../sql/database.ts';

/**
 * The statements that would make the tables what the entities say; empty where they are. Other schemas of the database
 * belong to others: the ORM would drop their tables.
 */
export function schemaDifferences(database: Database): Promise<string> {
  return database.schema.getUpdateSchemaSQL({ wrap: false, schema: database.config.get('schema') });
}
