import type { Database } from '../sql/database.ts';
import { migrationStatus } from './migrate.ts';

/** What is wrong with the database, in a few words; undefined where it answers. */
export async function databaseTrouble(database: Database): Promise<string | undefined> {
  return (await database.isConnected()) ? undefined : 'not reachable';
}

/** What is wrong with the schema, in a few words; undefined where it is the one that this code expects. */
export async function migrationTrouble(database: Database): Promise<string | undefined> {
  try {
    const waiting = (await migrationStatus(database)).filter(migration => migration.state === 'pending');
    return waiting.length === 0 ? undefined : `${waiting.length} migrations wait`;
  } catch {
    return 'not reachable';
  }
}
