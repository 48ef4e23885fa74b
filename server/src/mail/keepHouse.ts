import type { SqlEntityManager } from '@mikro-orm/sql';
import type { RetryRules } from './backoff.ts';

/** How long jobs that have ended are kept, in milliseconds. */
export type Retention = { finishedMs: number; parkedMs: number };

/** A week for what went well, a month for what somebody may still want to look at. */
export const usualRetention: Retention = { finishedMs: 7 * 24 * 3_600_000, parkedMs: 30 * 24 * 3_600_000 };

/**
 * Deletes jobs that ended long ago, at most `limit` of each sort, so that the database is never held up for long.
 * True when there may be more.
 */
export async function purgeJobs(em: SqlEntityManager, retention: Retention, now: Date, limit: number) {
  const purged = await Promise.all([
    purge(em, 'sent', now.getTime() - retention.finishedMs, limit),
    purge(em, 'nothing-to-send', now.getTime() - retention.finishedMs, limit),
    purge(em, 'parked', now.getTime() - retention.parkedMs, limit),
  ]);
  return purged.some(count => count === limit);
}

async function purge(em: SqlEntityManager, state: string, settledBeforeMs: number, limit: number): Promise<number> {
  const { affectedRows } = await em.execute<{ affectedRows: number }>(
    `delete from mail_job where id in (
       select id from mail_job where state = ? and settled_at < ? order by settled_at limit ?
     )`,
    [state, new Date(settledBeforeMs), limit],
    'run',
  );
  return affectedRows;
}

/** Replicas whose clocks differ by less than this do not disturb each other. */
const ALLOWANCE_MS = 60_000;

/**
 * Frees jobs that a clock which was ahead has put out of reach: no lease and no wait can lie further in the future
 * than the longest one made now, and a job that was never tried, or was asked for in what is now the future, has no
 * reason to wait at all. A lease is shortened and not taken away: a postman that lives renews it long before it runs
 * out, and one that has died does not.
 */
export async function mendAfterClockChange(
  em: SqlEntityManager,
  { longestDelayMs }: RetryRules,
  leaseMs: number,
  now: Date,
): Promise<void> {
  const from = (ms: number) => new Date(now.getTime() + ms);
  await em.execute(
    `update mail_job set lease_expires_at = ? where state = 'queued' and lease_expires_at > ?`,
    [from(leaseMs), from(leaseMs + ALLOWANCE_MS)],
    'run',
  );
  await em.execute(
    `update mail_job set next_attempt_at = ?
     where state = 'queued' and (next_attempt_at > ? or (next_attempt_at > ? and (attempts = 0 or created_at > ?)))`,
    [now, from(longestDelayMs + ALLOWANCE_MS), now, now],
    'run',
  );
}

/** Parks the jobs that were asked for so long ago that nobody waits for the mail any more. Gives how many. */
export async function parkOverdueJobs(
  em: SqlEntityManager,
  askedBefore: Date,
  reply: string,
  now: Date,
): Promise<number> {
  const { affectedRows } = await em.execute<{ affectedRows: number }>(
    `update mail_job set state = 'parked', settled_at = ?, last_reply = ?, lease_owner = null, lease_expires_at = null
     where state = 'queued' and created_at < ? and (lease_expires_at is null or lease_expires_at <= ?)`,
    [now, reply, askedBefore, now],
    'run',
  );
  return affectedRows;
}
