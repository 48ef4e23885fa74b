import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Clock } from '../domain/clock.ts';
import { createBatch } from './batch.ts';
import { insertJobs, type NewJob, newJob } from './jobs.ts';

/** SQLite takes at most 32,766 variables in a statement, of which a job needs 12. */
const MAX_JOBS_PER_COMMIT = 500;

/**
 * Inserts a job in the caller's transaction, so that both commit together. Wake the worker after the commit; otherwise
 * the job is found at the next poll. Returns the job's id.
 */
export async function enqueueWithin(
  em: SqlEntityManager,
  job: NewJob,
  now: Date,
  random?: () => number,
): Promise<string> {
  const row = newJob(job, now, random);
  await insertJobs(em, [row]);
  return row.id;
}

/**
 * Makes the function that commits a job of its own and wakes the worker. It resolves when the job is durable, and
 * rejects when it could not be written. Jobs that arrive during a commit share the next one.
 */
export function createEnqueue(options: {
  readonly orm: { readonly em: SqlEntityManager };
  readonly clock: Clock;
  readonly wakeWorker: () => void;
  /** From 0 up to 1, as `Math.random`. */
  readonly random?: (() => number) | undefined;
}): (job: NewJob) => Promise<void> {
  const { orm, clock, wakeWorker, random } = options;
  const commit = createBatch<ReturnType<typeof newJob>>(async rows => {
    await insertJobs(orm.em.fork(), rows);
    wakeWorker();
  }, MAX_JOBS_PER_COMMIT);
  return job => commit(newJob(job, clock(), random));
}
