import type { SqlEntityManager } from '@mikro-orm/sql';

/** How the queue stands, for metrics and readiness. */
export type QueueStatus = { queued: number; parked: number; oldestQueuedSeconds: number };

/** Two counts and the age of the oldest job that still waits (0 when none does), by the indices of the queue. */
export async function queueStatus(em: SqlEntityManager, now: Date): Promise<QueueStatus> {
  const rows = await em.execute<{ state: string; jobs: number | string; oldest: number | string | Date | null }[]>(
    `select state, count(*) as jobs, min(created_at) as oldest from mail_job
     where state in ('queued', 'parked') group by state`,
  );
  const queued = rows.find(({ state }) => state === 'queued');
  const oldest = queued?.oldest ?? now;
  return {
    queued: Number(queued?.jobs ?? 0),
    parked: Number(rows.find(({ state }) => state === 'parked')?.jobs ?? 0),
    oldestQueuedSeconds: Math.max(0, (now.getTime() - new Date(oldest).getTime()) / 1000),
  };
}
