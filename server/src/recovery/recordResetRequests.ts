import type { SqlEntityManager } from '@mikro-orm/sql';
import { recordEventsOfJobs } from '../accounts/recordEvent.ts';
import type { Log } from '../domain/log.ts';
import type { Job } from '../queue/job.ts';
import { boundStatement } from '../sql/boundStatement.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';

/**
 * Records reset requests, once for each job, in two statements. A request is recorded with or without an account. A
 * commit delays concurrent requests, and must not do so for known addresses alone.
 */
export async function recordResetRequests(em: SqlEntityManager, log: Log, jobs: readonly Job[]): Promise<void> {
  const accounts = await accountsOf(em, [...new Set(jobs.map(job => job.address ?? ''))]);
  await recordEventsOfJobs(
    em,
    log,
    jobs.map(job => ({
      accountId: accounts.get(job.address ?? ''),
      kind: 'PASSWORD_RESET_REQUESTED',
      at: job.createdAt,
      caller: { ipAddress: job.ipAddress ?? undefined, userAgent: job.userAgent ?? undefined },
      mailJobId: job.id,
    })),
  );
}

interface Found {
  readonly id: string;
  readonly canonical_email: string;
}

/** The ids of accounts by their addresses. */
async function accountsOf(em: SqlEntityManager, addresses: readonly string[]): Promise<ReadonlyMap<string, string>> {
  // Locks the accounts, since a concurrent deletion would violate the foreign key of the event.
  const held = isPostgresql(em) ? 'order by canonical_email collate "C" for key share' : '';
  const rows = await boundStatement<Found>(
    em,
    `select id, canonical_email from account where canonical_email in (${addresses.map(() => '?').join(', ')}) ${held}`,
    addresses,
  );
  return new Map(rows.map(row => [row.canonical_email, row.id]));
}
