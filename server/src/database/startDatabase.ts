import type { Config } from '../config/config.ts';
import { databaseError, StartupError } from '../config/startupError.ts';
import type { Database } from '../sql/database.ts';
import { canonicaliseAddresses, type DoubledAddress, doubledAddresses } from './canonicalAddresses.ts';
import { claimSqliteFile } from './claimSqliteFile.ts';
import { migrateUp, requireMigrated } from './migrate.ts';
import { openDatabase } from './openDatabase.ts';

/** Only the connection that opened it sees a database in memory. */
const NEEDS_A_FILE =
  'A server cannot use a database in memory, since its mail worker has a connection of its own. Name a file, such as DATABASE_URL=sqlite:/tmp/rekey.sqlite.';

/** The database of a server that is starting: claimed, migrated, and open for requests. */
export interface StartedDatabase {
  readonly database: Database;
  /** What an operator has to decide about. */
  readonly doubledAddresses: readonly DoubledAddress[];
  close(): Promise<void>;
}

/**
 * Opens the database for a server. Connections without timeouts migrate it; then a pool that fails fast opens it.
 * Throws StartupError where it cannot be used.
 */
export async function startDatabase(
  config: Pick<Config, 'database' | 'databasePoolSize' | 'migrate'>,
): Promise<StartedDatabase> {
  const location = config.database;
  try {
    if (location.kind === 'sqlite' && location.file === ':memory:') throw new StartupError(NEEDS_A_FILE);
    const release = location.kind === 'sqlite' ? await claimSqliteFile(location.file) : async () => {};
    const migrating = await openDatabase(location);
    if (config.migrate) await migrateUp(migrating);
    else await requireMigrated(migrating);
    await canonicaliseAddresses(migrating.em.fork());
    const doubled = await doubledAddresses(migrating.em.fork());
    // SQLite needs no other settings for requests.
    if (location.kind === 'postgresql') await migrating.close();
    const database =
      location.kind === 'sqlite' ? migrating : await openDatabase(location, { poolSize: config.databasePoolSize });
    return {
      database,
      doubledAddresses: doubled,
      async close() {
        await database.close();
        await release();
      },
    };
  } catch (error) {
    throw databaseError(error, location);
  }
}
