import { Migrator } from '@mikro-orm/migrations';
import type { Database } from './openDatabase.ts';

/** One migration of the code or of the database. */
export interface MigrationStatus {
  readonly name: string;
  readonly state: 'executed' | 'pending' | 'unknown to this version';
}

function migratorOf(database: Database): Migrator {
  const migrator = database.config.getExtension<Migrator>('@mikro-orm/migrator');
  if (!migrator) throw new Error('the migrator is not registered');
  return migrator;
}

/** Brings the schema up to what this code expects. Returns the names of the migrations that were run. */
export async function migrateUp(database: Database): Promise<string[]> {
  return (await migratorOf(database).up()).map(migration => migration.name);
}

/** Takes the newest migration back, with the data that only it can hold. Returns its name, or nothing where none is left. */
export async function migrateDown(database: Database): Promise<string[]> {
  return (await migratorOf(database).down()).map(migration => migration.name);
}

/** Which migrations ran and which wait. One that this code does not know was run by a newer version. */
export async function migrationStatus(database: Database): Promise<MigrationStatus[]> {
  const migrator = migratorOf(database);
  const executed = (await migrator.getExecuted()).map(row => row.name);
  const pending = (await migrator.getPending()).map(migration => migration.name);
  const known = new Set(database.config.get('migrations').migrationsList?.map(migration => migration.name));
  return [
    ...executed.map(name => ({ name, state: known.has(name) ? ('executed' as const) : ('unknown to this version' as const) })),
    ...pending.map(name => ({ name, state: 'pending' as const })),
  ];
}
