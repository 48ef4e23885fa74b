import { realpathSync } from 'node:fs';
import { StartupError } from '../config/startupError.ts';
import { closeToOthers } from './closeToOthers.ts';

/** Releases the claim. */
export type ReleaseClaim = () => Promise<void>;

/** A server that is being replaced may still be closing. */
const LOCK_WAIT_MS = 3_000;

/**
 * Claims an SQLite file for this server alone, until it is released or the process ends. The claim is a lock of the
 * operating system on an empty file beside it. Two servers on one file would corrupt nothing, but each would block the
 * other's requests while it writes. Commands need no claim, since they write little. Throws StartupError where another
 * server has the file.
 */
export async function claimSqliteFile(file: string): Promise<ReleaseClaim> {
  if (file === ':memory:') return async () => {};
  const claim = `${fileBehindLinks(file)}-server`;
  closeToOthers(claim);
  const { MikroORM } = await import('@mikro-orm/sqlite');
  const lock = new MikroORM({
    dbName: claim,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    logger: () => {},
  });
  try {
    await lock.em.getConnection().execute(`pragma busy_timeout = ${LOCK_WAIT_MS}`);
    await lock.em.getConnection().execute('begin exclusive');
  } catch (error) {
    await lock.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new StartupError(
      `Another server is running on the database file ${file}. Stop it first; to run several servers, use PostgreSQL.`,
    );
  }
  return () => lock.close();
}

/** As SQLite names its own files beside the database, so that every path to it leads to one claim. */
function fileBehindLinks(file: string): string {
  closeToOthers(file);
  try {
    return realpathSync(file);
  } catch {
    // It could not be created, which SQLite will say with a code.
    return file;
  }
}
