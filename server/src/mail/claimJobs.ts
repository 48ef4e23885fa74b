import type { SqlEntityManager } from '@mikro-orm/sql';
import { boundStatement, plainEntity } from '../sql/boundStatement.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';
import { MailJob } from './mailJob.ts';

/** Who claims, until when, and how many jobs at most. */
export type Claim = { owner: string; now: Date; leaseMs: number; limit: number };

/**
 * Takes due jobs in hand, the longest due first: those that nobody holds, and those whose postman has died and let
 * its lease run out. One statement, so that no two postmen get the same job: SQLite lets one writer in at a time, and
 * on PostgreSQL each skips the rows that another is just taking.
 */
export async function claimJobs(em: SqlEntityManager, claim: Claim): Promise<MailJob[]> {
  const skipLocked = isPostgresql(em) ? 'for update skip locked' : '';
  const rows = await boundStatement(
    em,
    `with due as materialized (
       select id from mail_job
       where state = 'queued' and next_attempt_at <= ? and (lease_expires_at is null or lease_expires_at <= ?)
       order by next_attempt_at limit ? ${skipLocked}
     )
     update mail_job set lease_owner = ?, lease_expires_at = ?, attempts = attempts + 1
     where id in (select id from due) returning *`,
    [claim.now, claim.now, claim.limit, claim.owner, new Date(claim.now.getTime() + claim.leaseMs)],
  );
  const jobs = rows.map(row => plainEntity(em, MailJob, row));
  return jobs.sort((a, b) => a.nextAttemptAt.getTime() - b.nextAttemptAt.getTime());
}
