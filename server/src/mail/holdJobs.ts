import type { SqlEntityManager } from '@mikro-orm/sql';
import { MailJob } from './mailJob.ts';

/**
 * Renews the leases of jobs that are still being sent. Gives the ids that are still this postman's; a job that is
 * missing among them has been taken over by another.
 */
export async function renewLeases(
  em: SqlEntityManager,
  owner: string,
  ids: string[],
  expiresAt: Date,
): Promise<Set<string>> {
  const rows = await em.execute<{ id: string }[]>(
    `update mail_job set lease_expires_at = ? where id in (?) and lease_owner = ? returning id`,
    [expiresAt, ids, owner],
  );
  return new Set(rows.map(row => row.id));
}

/** Puts back jobs that were taken in hand but not tried, as if they had never been touched. */
export async function releaseJobs(em: SqlEntityManager, owner: string, ids: string[]): Promise<void> {
  await em.execute(
    `update mail_job set lease_owner = null, lease_expires_at = null, attempts = attempts - 1
     where id in (?) and lease_owner = ?`,
    [ids, owner],
    'run',
  );
}

/** Puts a job back to be tried again at the given time. Does nothing when the lease was lost meanwhile. */
export async function putOffJob(
  em: SqlEntityManager,
  owner: string,
  id: string,
  reply: string,
  nextAttemptAt: Date,
): Promise<void> {
  await em.nativeUpdate(
    MailJob,
    { id, leaseOwner: owner },
    { nextAttemptAt, lastReply: reply, leaseOwner: null, leaseExpiresAt: null },
  );
}
