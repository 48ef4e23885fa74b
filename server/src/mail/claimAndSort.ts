import type { SqlEntityManager } from '@mikro-orm/sql';
import { type Claim, claimJobs } from './claimJobs.ts';
import type { Sorters } from './mail.ts';
import type { MailJob } from './mailJob.ts';
import { settleJobs } from './settleJobs.ts';

/** Takes due jobs in hand and ends those that are for nobody, all in one transaction. */
export async function claimAndSort(
  em: SqlEntityManager,
  claim: Claim,
  sorters: Sorters,
): Promise<{ readonly jobs: MailJob[]; readonly forNobody: MailJob[] }> {
  return em.transactional(async inside => {
    const claimed = await claimJobs(inside, claim);
    const idsForNobody = new Set<string>();
    for (const [kind, jobs] of Map.groupBy(claimed, job => job.kind)) {
      for (const id of (await sorters[kind]?.(inside, jobs)) ?? []) idsForNobody.add(id);
    }
    const forNobody = claimed.filter(({ id }) => idsForNobody.has(id));
    const settlements = forNobody.map(({ id }) => ({ id, state: 'nothing-to-send' as const, reply: null }));
    if (settlements.length > 0) await settleJobs(inside, claim.owner, settlements, claim.now);
    return { jobs: claimed.filter(({ id }) => !idsForNobody.has(id)), forNobody };
  });
}
