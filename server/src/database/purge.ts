import { setTimeout as sleep } from 'node:timers/promises';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Config } from '../config/config.ts';
import type { Clock } from '../domain/clock.ts';
import { errorMessage } from '../domain/errorMessage.ts';
import type { Log } from '../domain/log.ts';
import { REVERTIBLE_SECONDS } from '../emailChange/revertLink.ts';
import { purgeJobs } from '../queue/jobs.ts';
import type { Database } from '../sql/database.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';

/** Rows of one table that expire. The column has an index. */
interface Expiry {
  readonly table: 'session' | 'rate_limit' | 'security_event' | 'address_change' | 'closed_address';
  readonly key: string;
  readonly column: string;
  /** For how long a row is kept after the time in its column. */
  readonly keptSeconds: number;
  /** The column that has to be null in these rows, and that comes first in their index. */
  readonly without?: string | undefined;
}

/** The lifetimes in {@link Config}. */
type Lifetimes = Pick<Config, 'sessionTimeouts' | 'securityEventRetentionSeconds' | 'registrationTimeoutSeconds'>;

/** So few rows that deleting them takes milliseconds, since SQLite blocks the thread of the requests. */
const BATCH_ROWS = 200;
const BETWEEN_BATCHES_MS = 50;
const EVERY_MS = 60_000;
const DAY_SECONDS = 24 * 60 * 60;

/**
 * What expires. Finished jobs are kept by their state (queue/jobs.ts).
 *
 * A session whose absolute timeout is over is not used any more, so it idles out as well, and one index serves for
 * both. A closed address is kept for the lifetime of a registration link, a change of address for that of its note.
 */
function expiriesOf(lifetimes: Lifetimes): readonly Expiry[] {
  return [
    { table: 'session', key: 'id', column: 'last_seen_at', keptSeconds: lifetimes.sessionTimeouts.idleSeconds },
    { table: 'rate_limit', key: 'key', column: 'resets_at', keptSeconds: 0 },
    { table: 'security_event', key: 'id', column: 'at', keptSeconds: lifetimes.securityEventRetentionSeconds },
    // Recorded so that unknown addresses cost what known ones do; no account shows them.
    { table: 'security_event', key: 'id', column: 'at', keptSeconds: DAY_SECONDS, without: 'account_id' },
    { table: 'address_change', key: 'note_id', column: 'changed_at', keptSeconds: REVERTIBLE_SECONDS },
    {
      table: 'closed_address',
      key: 'address_digest',
      column: 'closed_at',
      keptSeconds: lifetimes.registrationTimeoutSeconds,
    },
  ];
}

/**
 * Deletes at most {@link BATCH_ROWS} expired rows and returns how many. On PostgreSQL it skips rows that another
 * replica has locked.
 */
async function deleteBatch(em: SqlEntityManager, expiry: Expiry, now: Date): Promise<number> {
  const { table, key, column, keptSeconds, without } = expiry;
  const { affectedRows } = await em.execute<{ affectedRows: number }>(
    `delete from ${table} where ${key} in (
       select ${key} from ${table} where ${without ? `${without} is null and ` : ''}${column} < ?
       order by ${without ? `${without}, ` : ''}${column} limit ${BATCH_ROWS} ${isPostgresql(em) ? 'for update skip locked' : ''}
     )`,
    [new Date(now.getTime() - keptSeconds * 1000)],
    'run',
  );
  return affectedRows;
}

/**
 * Deletes everything that has expired, in small batches with a pause after each, until `isOver` is true. Returns how
 * many rows were deleted.
 */
export async function purgeExpired(
  database: Database,
  lifetimes: Lifetimes,
  clock: Clock,
  isOver: () => boolean = () => false,
): Promise<number> {
  const batches = [
    ...expiriesOf(lifetimes).map(expiry => () => deleteBatch(database.em.fork(), expiry, clock())),
    () => purgeJobs(database.em.fork(), clock(), BATCH_ROWS),
  ];
  let deleted = 0;
  for (const deleteSome of batches) {
    for (let rows = BATCH_ROWS; rows >= BATCH_ROWS && !isOver(); ) {
      rows = await deleteSome();
      deleted += rows;
      if (rows >= BATCH_ROWS) await sleep(BETWEEN_BATCHES_MS);
    }
  }
  return deleted;
}

/** A purge that runs in the background. */
export interface Purge {
  /** Stops after the current batch, if any. */
  stop(): Promise<void>;
}

/** Purges expired rows every minute. A failure is logged and tried again a minute later. */
export function startPurge(options: {
  readonly database: Database;
  readonly lifetimes: Lifetimes;
  readonly clock: Clock;
  readonly log: Log;
}): Purge {
  const { database, lifetimes, clock, log } = options;
  let over = false;
  let underWay = Promise.resolve();
  const timer = setInterval(() => {
    underWay = underWay.then(async () => {
      try {
        const deleted = await purgeExpired(database, lifetimes, clock, () => over);
        if (deleted > 0) log.info({ deleted }, 'deleted expired rows');
      } catch (error) {
        log.warn({ reason: errorMessage(error) }, 'failed to delete expired rows');
      }
    });
  }, EVERY_MS);
  timer.unref();
  return {
    async stop() {
      over = true;
      clearInterval(timer);
      await underWay;
    },
  };
}
