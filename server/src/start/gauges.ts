import type { Clock } from '../domain/clock.ts';
import { MAIL_JOB_KINDS } from '../mail/kinds.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { HashingPool } from '../passwords/hashingPool.ts';
import { queueStatus } from '../queue/jobs.ts';
import type { Database } from '../sql/database.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';
import { WEBHOOK_TYPES } from '../webhooks/webhookTypes.ts';

/** The numbers of a pool of the PostgreSQL driver. */
interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max: number };
}

/** Adds the gauges that are read at each scrape: the queues, and the connections to the database. */
export function addGauges(
  metrics: Metrics,
  {
    database,
    hashing,
    clock,
  }: { readonly database: Database; readonly hashing: Pick<HashingPool, 'load'>; readonly clock: Clock },
): void {
  metrics.gauges(
    {
      running: ['rekey_hashing_running', 'Passwords that are being hashed.'],
      waiting: ['rekey_hashing_waiting', 'Passwords that wait to be hashed.'],
    },
    async () => hashing.load,
  );
  for (const [name, kinds] of [
    ['mail', MAIL_JOB_KINDS],
    ['webhook', WEBHOOK_TYPES],
  ] as const) {
    metrics.gauges(
      {
        queued: [`rekey_${name}_queued_jobs`, `Jobs of kind ${name} that are not completed.`],
        parked: [
          `rekey_${name}_parked_jobs`,
          `Jobs of kind ${name} that failed for good (dead-lettered) until an operator retries them.`,
        ],
        oldestQueuedSeconds: [
          `rekey_${name}_oldest_queued_seconds`,
          `Age of the oldest job of kind ${name} that is still queued.`,
        ],
      },
      async () => ({ ...(await queueStatus(database.em.fork(), kinds, clock())) }),
    );
  }
  if (!isPostgresql(database.em)) return;
  metrics.gauges(
    {
      max: ['rekey_database_pool_max_connections', 'Connections to the database that this process may hold.'],
      open: ['rekey_database_pool_open_connections', 'Connections to the database that are open.'],
      idle: ['rekey_database_pool_idle_connections', 'Open connections to the database that are idle.'],
      waiting: ['rekey_database_pool_waiting', 'Requests that wait for a connection to the database.'],
    },
    async () => {
      const pool = (await database.em.getConnection().getNativeClient()) as Pool;
      return { max: pool.options.max, open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
    },
  );
}
