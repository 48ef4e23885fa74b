import type { SqlEntityManager } from '@mikro-orm/sql';
import { boundStatement } from '../sql/boundStatement.ts';
import { jobOf, type MailOrder } from './queueMail.ts';

/** Commits a mail job of its own and wakes the postman. Resolves when the job is durable; rejects when it could not be written. */
export type EnqueueMail = (order: MailOrder) => Promise<void>;

/** SQLite takes at most 32,766 variables in a statement, of which a job needs 11. */
const MOST_JOBS_IN_A_COMMIT = 500;

/**
 * Makes the function with which requests that do nothing but promise a mail do so. Jobs that are promised while another commit is under way
 * share the next one: a commit waits for the disk, and thirty requests can wait for it together (figures in docs/benchmarks.md).
 */
export function createEnqueueMail(parts: {
  readonly orm: { readonly em: SqlEntityManager };
  readonly clock: () => Date;
  readonly wakeMailWorker: () => void;
}): EnqueueMail {
  let waiting: Array<{ job: ReturnType<typeof jobOf>; kept: () => void; failed: (reason: unknown) => void }> = [];
  let committing = false;

  async function commitAll(): Promise<void> {
    while (waiting.length > 0) {
      const together = waiting.slice(0, MOST_JOBS_IN_A_COMMIT);
      waiting = waiting.slice(MOST_JOBS_IN_A_COMMIT);
      try {
        await insertJobs(
          parts.orm.em,
          together.map(({ job }) => job),
        );
        for (const { kept } of together) kept();
        parts.wakeMailWorker();
      } catch (reason) {
        for (const { failed } of together) failed(reason);
      }
    }
    committing = false;
  }

  return order =>
    new Promise((kept, failed) => {
      waiting.push({ job: jobOf(order, parts.clock()), kept, failed });
      if (committing) return;
      committing = true;
      // After the requests that have already arrived, so that they are in the same commit.
      setImmediate(() => void commitAll());
    });
}

function insertJobs(em: SqlEntityManager, jobs: ReadonlyArray<ReturnType<typeof jobOf>>): Promise<unknown> {
  return boundStatement(
    em,
    `insert into mail_job
       (id, kind, address, account_id, language, ip_address, user_agent, state, attempts, next_attempt_at, created_at)
     values ${jobs.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
    jobs.flatMap(job => [
      job.id,
      job.kind,
      job.address,
      job.accountId,
      job.language,
      job.ipAddress,
      job.userAgent,
      job.state,
      job.attempts,
      job.nextAttemptAt,
      job.createdAt,
    ]),
  );
}
