import type { SqlEntityManager } from '@mikro-orm/sql';
import { recordEventsOfJobs } from '../accounts/recordEvent.ts';
import type { Log } from '../domain/log.ts';
import type { SortOut } from '../mail/mail.ts';
import { boundStatement } from '../sql/boundStatement.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';

/**
 * Finds out for all promised resets at once which have somebody to go to, and writes down that they were asked for: two statements, however
 * many there are. A request is written down whether or not there is an account: a commit holds up the requests that come in meanwhile, and
 * must not do so for known addresses alone.
 */
export function sortPasswordResets(log: Log): SortOut {
  return async (em, jobs) => {
    const accounts = await accountsOf(em, [...new Set(jobs.map(job => job.address ?? ''))]);
    await recordEventsOfJobs(
      em,
      log,
      jobs.map(job => ({
        accountId: accounts.get(job.address ?? '')?.id,
        kind: 'PASSWORD_RESET_REQUESTED',
        at: job.createdAt,
        caller: { ipAddress: job.ipAddress ?? undefined, userAgent: job.userAgent ?? undefined },
        mailJobId: job.id,
      })),
    );
    const forNobody = jobs.filter(({ address }) => accounts.get(address ?? '')?.disabled ?? true);
    return new Set(forNobody.map(({ id }) => id));
  };
}

interface Found {
  readonly id: string;
  readonly canonical_email: string;
  /** SQLite keeps booleans as 0 and 1. */
  readonly disabled: boolean | number;
}

async function accountsOf(em: SqlEntityManager, addresses: readonly string[]) {
  // An account that is deleted meanwhile would take the ground from under its event.
  const held = isPostgresql(em) ? 'order by canonical_email collate "C" for key share' : '';
  const rows = await boundStatement<Found>(
    em,
    `select id, canonical_email, disabled from account where canonical_email in (${addresses.map(() => '?').join(', ')}) ${held}`,
    addresses,
  );
  return new Map(rows.map(row => [row.canonical_email, { id: row.id, disabled: Boolean(row.disabled) }]));
}
