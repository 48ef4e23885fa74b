import type { Scope } from '../accounts/scope.ts';
import { type Config, readConfig } from '../config/config.ts';
import { DATA_FOLDER } from '../config/folders.ts';
import { migrateUp, pendingMigrations } from '../database/migrate.ts';
import { openDatabase } from '../database/openDatabase.ts';
import { systemClock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { Database } from '../sql/database.ts';
import { keptSecretKey } from '../start/secretKey.ts';
import { createServices } from '../start/services.ts';
import { CommandError } from './commandError.ts';
import type { Terminal } from './terminal.ts';

/** The terminal shows the result and an event records it, so commands write no JSON log. */
const NO_LOG: Log = { info() {}, warn() {}, error() {} };

/**
 * Runs work on the configured database, and closes it. Throws ConfigurationError, or StartupError where the database
 * cannot be used.
 */
export async function withDatabase<Result>(
  terminal: Pick<Terminal, 'environment'>,
  work: (database: Database, config: Config) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(terminal.environment);
  const database = await openDatabase(config.database);
  try {
    return await work(database, config);
  } finally {
    await database.close();
  }
}

/**
 * Runs a use case as the operator, while a server may be running. It starts no server and opens no port; the mail
 * worker of the running server delivers the mail that it queues. An empty database is migrated first. A database of
 * another version is refused.
 */
export function withScope<Result>(
  terminal: Pick<Terminal, 'environment'>,
  work: (scope: Scope, config: Config) => Promise<Result>,
): Promise<Result> {
  return withDatabase(terminal, async (database, config) => {
    await prepare(database);
    const secretKeys = config.secretKeys ?? keptSecretKey(DATA_FOLDER);
    const services = createServices({
      config,
      secretKeys,
      clock: systemClock,
      log: NO_LOG,
      database,
      wakeWorkers: () => {},
    });
    const caller = { ipAddress: undefined, userAgent: 'Rekey command line', language: 'en' } as const;
    try {
      return await work({ ...services, em: database.em.fork(), caller }, config);
    } finally {
      await services.hashing.close();
    }
  });
}

async function prepare(database: Database): Promise<void> {
  const { pending, isEmpty } = await pendingMigrations(database);
  if (isEmpty) await migrateUp(database);
  else if (pending.length > 0) {
    throw new CommandError('The database is older than this version. Bring it up to date with: rekey migrate up');
  }
}
