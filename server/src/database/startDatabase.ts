import type { Config } from '../config/config.ts';
import { databaseError } from '../config/startupError.ts';
import type { Database } from '../sql/database.ts';
import { claimSqliteFile } from './claimSqliteFile.ts';
import { migrateUp, requireMigrated } from './migrate.ts';
import { openDatabase } from './openDatabase.ts';

/** The database of a server that is starting: claimed, migrated, and open for requests. */
export interface StartedDatabase {
  readonly database: Database;
  close(): Promise<void>;
}

/**
 * Opens the database for a server. It is migrated by connections that may take long, and then opened by a pool that fails fast. Throws
 * StartupError, in plain words, where something keeps it from being used.
 */
export async function startDatabase(
  config: Pick<Config, 'database' | 'databasePoolSize' | 'migrate'>,
): Promise<StartedDatabase> {
  const location = config.database;
  try {
    const release = location.kind === 'sqlite' ? await claimSqliteFile(location.file) : async () => {};
    const migrating = await openDatabase(location);
    if (config.migrate) await migrateUp(migrating);
    else await requireMigrated(migrating);
    // SQLite has one connection and nothing to configure for requests; a database in memory would even be gone with it.
    if (location.kind === 'postgresql') await migrating.close();
    const database =
      location.kind === 'sqlite' ? migrating : await openDatabase(location, { poolSize: config.databasePoolSize });
    return {
      database,
      async close() {
        await database.close();
        await release();
      },
    };
  } catch (error) {
    throw databaseError(error, location);
  }
}
