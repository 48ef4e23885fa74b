import type { EntityManager } from '@mikro-orm/core';
import { MailJob, type MailJobState } from './mailJob.ts';

/** Which jobs to show. */
export type JobFilter = { states?: MailJobState[]; limit: number };

/** The newest jobs first. What an operator sees of them is for the caller to choose: the address is among them. */
export function listJobs(em: EntityManager, { states, limit }: JobFilter): Promise<MailJob[]> {
  return em.find(MailJob, states ? { state: { $in: states } } : {}, {
    orderBy: { createdAt: 'desc', id: 'asc' },
    limit,
  });
}
