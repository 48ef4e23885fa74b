import type { EntityManager } from '@mikro-orm/core';
import { MailJob } from './mailJob.ts';

/**
 * Puts parked jobs back into the queue, all of them or those with the given ids, as if they had been asked for now:
 * they have a day again. The mail keeps its Message-ID. Jobs that are not parked are left alone. Gives how many.
 */
export function retryJobs(em: EntityManager, now: Date, ids?: string[]): Promise<number> {
  return em.nativeUpdate(
    MailJob,
    { state: 'parked', ...(ids && { id: { $in: ids } }) },
    { state: 'queued', attempts: 0, createdAt: now, nextAttemptAt: now, settledAt: null },
  );
}
