import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Caller } from '../domain/caller.ts';
import type { Log } from '../domain/log.ts';
import { boundStatement } from '../sql/boundStatement.ts';
import type { SecurityEventKind } from './securityEvent.ts';

/** As SQLite and PostgreSQL (SQLSTATE 23503) call it. */
const FOREIGN_KEY_VIOLATIONS: ReadonlySet<unknown> = new Set(['SQLITE_CONSTRAINT_FOREIGNKEY', '23503']);

/** What happened, to which account, and from where. */
export interface AccountEvent {
  /** Undefined for an attempt on an address that nobody has an account under. */
  readonly accountId: string | undefined;
  readonly kind: SecurityEventKind;
  readonly at: Date;
  readonly caller: Pick<Caller, 'ipAddress' | 'userAgent'>;
}

/** Writes down, within the caller's transaction, what happened to an account and from where, and says so in the log by the account's id. */
export async function recordEvent(em: SqlEntityManager, log: Log, event: AccountEvent): Promise<void> {
  const { accountId = null, kind, at, caller } = event;
  await boundStatement(
    em,
    'insert into security_event (account_id, kind, at, user_agent, ip_address) values (?, ?, ?, ?, ?)',
    [accountId, kind, at, caller.userAgent ?? null, caller.ipAddress ?? null],
  );
  tell(log, event);
}

/**
 * Writes down events that mail jobs tell of, once for each job: an attempt at one may be cut short before or after this, and the next one,
 * here or on another replica, begins anew. One statement, however many there are.
 */
export async function recordEventsOfJobs(
  em: SqlEntityManager,
  log: Log,
  events: ReadonlyArray<AccountEvent & { readonly mailJobId: string }>,
): Promise<void> {
  const rows = await boundStatement<{ mail_job_id: string }>(
    em,
    `insert into security_event (account_id, kind, at, user_agent, ip_address, mail_job_id)
     values ${events.map(() => '(?, ?, ?, ?, ?, ?)').join(', ')} on conflict (mail_job_id) do nothing returning mail_job_id`,
    events.flatMap(({ accountId = null, kind, at, caller: { userAgent = null, ipAddress = null }, mailJobId }) => [
      accountId,
      kind,
      at,
      userAgent,
      ipAddress,
      mailJobId,
    ]),
  );
  const written = new Set(rows.map(row => row.mail_job_id));
  for (const event of events) if (written.has(event.mailJobId)) tell(log, event);
}

/**
 * Writes down a failed sign-in, alike for known and unknown addresses: without an account where there is none, and also where it was deleted
 * while its password was being checked.
 */
export async function recordFailedLogin(
  em: SqlEntityManager,
  log: Log,
  event: Omit<AccountEvent, 'kind'>,
): Promise<void> {
  try {
    await recordEvent(em, log, { ...event, kind: 'LOGIN_FAILED' });
  } catch (error) {
    if (!FOREIGN_KEY_VIOLATIONS.has((error as { code?: unknown }).code)) throw error;
    await recordEvent(em, log, { ...event, accountId: undefined, kind: 'LOGIN_FAILED' });
  }
}

function tell(log: Log, { kind, accountId }: AccountEvent): void {
  log.info({ event: kind, account: accountId ?? null }, 'security event');
}
