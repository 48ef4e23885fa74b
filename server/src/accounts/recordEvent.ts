import { createHmac } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Caller } from '../domain/caller.ts';
import type { Log } from '../domain/log.ts';
import { clientNetworks } from '../limits/clientNetworks.ts';
import type { SecretKeys } from '../links/signedLink.ts';
import { boundStatement } from '../sql/boundStatement.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';
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
 * Events of one kind, from one client about one address within a UTC day, share a row, so that the table stays small. A
 * client is its widest network: one customer may hold a whole /48, and write a row for each of its 65,536 /64.
 */
const FOLDED_WITHIN_MS = 24 * 60 * 60 * 1000;

interface FoldingScope {
  readonly em: SqlEntityManager;
  readonly log: Log;
  readonly secretKeys: SecretKeys;
}

/** A folded event: an event with the address that was tried. */
interface FoldedEvent extends AccountEvent {
  /** As it was tried; undefined where it was no address. */
  readonly address: string | undefined;
}

function foldKeyOf([key]: SecretKeys, { accountId, kind, at, caller, address = '' }: FoldedEvent): string {
  const [client] = clientNetworks(caller.ipAddress);
  const day = Math.floor(at.getTime() / FOLDED_WITHIN_MS);
  // An account that was deleted and registered again has events of its own.
  return createHmac('sha256', key)
    .update(JSON.stringify([kind, accountId ?? null, address, client, day]))
    .digest('base64url');
}

/** A reset request of a mail job. */
export interface ResetRequest extends Omit<FoldedEvent, 'kind'> {
  readonly mailJobId: string;
  /** How often the job has been claimed, from 1. */
  readonly attempts: number;
}

/**
 * Records reset requests in the transaction that claims their jobs. A job counts once: at its first attempt, or where a
 * later one finds nothing recorded. Each of the two is one statement.
 */
export async function recordResetRequests(scope: FoldingScope, requests: readonly ResetRequest[]): Promise<void> {
  const [first, later] = [
    requests.filter(({ attempts }) => attempts === 1),
    requests.filter(({ attempts }) => attempts > 1),
  ];
  if (first.length > 0) await foldResetRequests(scope, first, ADD_TO_FOLDED);
  if (later.length > 0) await foldResetRequests(scope, later, 'do nothing');
}

const ADD_TO_FOLDED = `do update set
  count = security_event.count + excluded.count, at = excluded.at, user_agent = excluded.user_agent,
  ip_address = excluded.ip_address, mail_job_id = excluded.mail_job_id`;

async function foldResetRequests(
  { em, log, secretKeys }: FoldingScope,
  requests: readonly ResetRequest[],
  onConflict: string,
): Promise<void> {
  const events = requests.map(request => ({ ...request, kind: 'PASSWORD_RESET_REQUESTED' as const }));
  const rows = [...Map.groupBy(events, event => foldKeyOf(secretKeys, event))].map(([foldKey, folded]) => ({
    foldKey,
    count: folded.length,
    newest: folded.reduce((a, b) => (b.at >= a.at ? b : a)),
  }));
  // A value of a CTE has no type of its own on PostgreSQL.
  const uuid = isPostgresql(em) ? 'uuid' : 'text';
  const row = `(cast(? as ${uuid}), cast(? as varchar), cast(? as timestamptz), cast(? as varchar), cast(? as varchar),
      cast(? as ${uuid}), cast(? as int), cast(? as varchar))`;
  // A job that was released, or whose address has an account since, is recorded already, perhaps in another row.
  const written = await boundStatement<{ fold_key: string }>(
    em,
    `with asked (account_id, kind, at, user_agent, ip_address, mail_job_id, count, fold_key) as (
       values ${rows.map(() => row).join(', ')}
     )
     insert into security_event (account_id, kind, at, user_agent, ip_address, mail_job_id, count, fold_key)
     select * from asked
     where not exists (select 1 from security_event as e where e.mail_job_id = asked.mail_job_id)
     on conflict (fold_key) ${onConflict}
     returning fold_key`,
    rows.flatMap(({ foldKey, count, newest: { accountId = null, kind, at, caller, mailJobId } }) => [
      accountId,
      kind,
      at,
      caller.userAgent ?? null,
      caller.ipAddress ?? null,
      mailJobId,
      count,
      foldKey,
    ]),
  );
  const recorded = new Set(written.map(({ fold_key }) => fold_key));
  for (const event of events) if (recorded.has(foldKeyOf(secretKeys, event))) tell(log, event);
}

/** A failed sign-in, with what was tried. */
export interface FailedLogin extends Omit<FoldedEvent, 'kind'> {}

/**
 * Records a failed sign-in, for known and unknown addresses alike. The account is null where there is none, or where it
 * was deleted during the check.
 */
export async function recordFailedLogin(scope: FoldingScope, failure: FailedLogin): Promise<void> {
  try {
    await foldFailedLogin(scope, failure);
  } catch (error) {
    if (!FOREIGN_KEY_VIOLATIONS.has((error as { code?: unknown }).code)) throw error;
    await foldFailedLogin(scope, { ...failure, accountId: undefined });
  }
}

async function foldFailedLogin({ em, log, secretKeys }: FoldingScope, failure: FailedLogin): Promise<void> {
  const event = { ...failure, kind: 'LOGIN_FAILED' as const };
  const { accountId = null, kind, at, caller } = event;
  await boundStatement(
    em,
    `insert into security_event (account_id, kind, at, user_agent, ip_address, fold_key) values (?, ?, ?, ?, ?, ?)
     on conflict (fold_key) do update set
       count = security_event.count + 1, at = excluded.at, user_agent = excluded.user_agent, ip_address = excluded.ip_address`,
    [accountId, kind, at, caller.userAgent ?? null, caller.ipAddress ?? null, foldKeyOf(secretKeys, event)],
  );
  tell(log, event);
}

function tell(log: Log, { kind, accountId }: Pick<AccountEvent, 'kind' | 'accountId'>): void {
  log.info({ event: kind, account: accountId ?? null }, 'security event');
}
