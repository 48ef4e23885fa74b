import type { SqlEntityManager } from '@mikro-orm/sql';
import { recordResetRequests } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import { type CanonicalEmail, canonicalEmail } from '../domain/emailAddress.ts';
import type { Job } from '../queue/job.ts';
import { boundStatement } from '../sql/boundStatement.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';

/**
 * Records reset requests: a query of all addresses, then the events. A request is recorded with or without an account.
 * A commit delays concurrent requests, and must not do so for known addresses alone.
 */
export async function recordResetRequestsOf(
  em: SqlEntityManager,
  { log, secretKeys }: Pick<Scope, 'log' | 'secretKeys'>,
  jobs: readonly Job[],
): Promise<void> {
  const addressOf = (job: Job) => canonicalEmail((job.address ?? '') as CanonicalEmail);
  const accounts = await accountsOf(em, [...new Set(jobs.map(addressOf))]);
  const requests = jobs.map(job => ({
    accountId: accounts.get(addressOf(job)),
    address: addressOf(job),
    at: job.createdAt,
    caller: { ipAddress: job.ipAddress ?? undefined, userAgent: job.userAgent ?? undefined },
    mailJobId: job.id,
    attempts: job.attempts,
  }));
  await recordResetRequests({ em, log, secretKeys }, requests);
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
