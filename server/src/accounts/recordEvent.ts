import { ForeignKeyConstraintViolationException } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Client } from '../client.ts';
import type { Log } from '../log.ts';
import { SecurityEvent, type SecurityEventKind } from './securityEvent.ts';

/** What happened, to which account, and from where. */
export interface AccountEvent {
  /** Undefined for an attempt on an address that nobody has an account under. */
  readonly accountId: string | undefined;
  readonly kind: SecurityEventKind;
  readonly at: Date;
  readonly client: Pick<Client, 'ipAddress' | 'userAgent'>;
}

/** Writes down, within the caller's transaction, what happened to an account and from where, and says so in the log by the account's id. */
export async function recordEvent(em: SqlEntityManager, log: Log, event: AccountEvent): Promise<void> {
  await em.insert(SecurityEvent, {
    account: event.accountId ?? null,
    kind: event.kind,
    at: event.at,
    userAgent: event.client.userAgent ?? null,
    ipAddress: event.client.ipAddress ?? null,
  });
  log.info({ event: event.kind, account: event.accountId ?? null }, 'security event');
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
    if (!(error instanceof ForeignKeyConstraintViolationException)) throw error;
    await recordEvent(em, log, { ...event, accountId: undefined, kind: 'LOGIN_FAILED' });
  }
}
