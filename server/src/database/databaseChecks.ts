import type { Database } from '../sql/database.ts';
import { migrationStatus } from './migrate.ts';

/** The problem of the database; undefined where it answers. */
export async function databaseProblem(database: Database): Promise<string | undefined> {
  return (await database.isConnected()) ? undefined : 'not reachable';
}

/** The problem of the schema; undefined where it is the one that this code expects. */
export async function migrationProblem(database: Database): Promise<string | undefined> {
  try {
    const pending = (await migrationStatus(database)).filter(migration => migration.state === 'pending');
    return pending.length === 0 ? undefined : `${pending.length} migrations pending`;
  } catch {
    return 'not reachable';
  }
}
