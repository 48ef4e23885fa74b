import { createHmac } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Caller } from '../domain/caller.ts';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import type { Log } from '../domain/log.ts';
import { clientNetworks } from '../limits/clientNetworks.ts';
import type { SecretKeys } from '../links/signedLink.ts';
import { boundStatement } from '../sql/boundStatement.ts';
import type { SecurityEventKind } from './securityEvent.ts';

/** As SQLite and PostgreSQL (SQLSTATE 23503) call it. */
const FOREIGN_KEY_VIOLATIONS: ReadonlySet<unknown> = new Set(['SQLITE_CONSTRAINT_FOREIGNKEY', '23503']);

/** What happened, to which account, and from where. */
export interface AccountEvent {
  /** Undefined for an attempt on an address without an account. */
  readonly accountId: string | undefined;
  readonly kind: SecurityEventKind;
  readonly at: Date;
  readonly caller: Pick<Caller, 'ipAddress' | 'userAgent'>;
}

/** Records an event of an account within the caller's transaction, and logs it with the account's id. */
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
 * Records the events of mail jobs, once for each job, in one statement. An attempt at a job may be aborted before or
 * after this; the next one, here or on another replica, starts over.
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

/** The failed sign-ins of one client at one address within a UTC day share a row. */
const FOLDED_WITHIN_MS = 24 * 60 * 60 * 1000;

/** A failed sign-in, with what was tried. */
export interface FailedLogin extends Omit<AccountEvent, 'kind'> {
  /** As it was tried; undefined where it was no address. */
  readonly address: CanonicalEmail | undefined;
}

/**
 * Records a failed sign-in, for known and unknown addresses alike. The account is null where there is none, or where it
 * was deleted during the check. Failures of one client at one address share a row, so that the table stays small.
 */
export async function recordFailedLogin(
  scope: { readonly em: SqlEntityManager; readonly log: Log; readonly secretKeys: SecretKeys },
  failure: FailedLogin,
): Promise<void> {
  try {
    await foldFailedLogin(scope, failure);
  } catch (error) {
    if (!FOREIGN_KEY_VIOLATIONS.has((error as { code?: unknown }).code)) throw error;
    await foldFailedLogin(scope, { ...failure, accountId: undefined });
  }
}

async function foldFailedLogin(
  { em, log, secretKeys }: Parameters<typeof recordFailedLogin>[0],
  { accountId, at, caller, address = '' as CanonicalEmail }: FailedLogin,
): Promise<void> {
  const client = clientNetworks(caller.ipAddress).at(-1) ?? '';
  const day = Math.floor(at.getTime() / FOLDED_WITHIN_MS);
  // An account that was deleted and registered again has events of its own.
  const foldKey = createHmac('sha256', secretKeys[0])
    .update(JSON.stringify(['failed-login', accountId ?? null, address, client, day]))
    .digest('base64url');
  await boundStatement(
    em,
    `insert into security_event (account_id, kind, at, user_agent, ip_address, fold_key) values (?, 'LOGIN_FAILED', ?, ?, ?, ?)
     on conflict (fold_key) do update set
       count = security_event.count + 1, at = excluded.at, user_agent = excluded.user_agent, ip_address = excluded.ip_address`,
    [accountId ?? null, at, caller.userAgent ?? null, caller.ipAddress ?? null, foldKey],
  );
  tell(log, { kind: 'LOGIN_FAILED', accountId });
}

function tell(log: Log, { kind, accountId }: Pick<AccountEvent, 'kind' | 'accountId'>): void {
  log.info({ event: kind, account: accountId ?? null }, 'security event');
}
