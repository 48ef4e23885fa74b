import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Client } from '../client.ts';
import type { Log } from '../log.ts';
import { SecurityEvent, type SecurityEventKind } from './securityEvent.ts';

/** Writes down, within the caller's transaction, what happened to an account and from where, and says so in the log by the account's id. */
export async function recordEvent(
  em: SqlEntityManager,
  log: Log,
  event: {
    /** Undefined for an attempt on an address that nobody has an account under. */
    readonly accountId: string | undefined;
    readonly kind: SecurityEventKind;
    readonly at: Date;
    readonly client: Pick<Client, 'ipAddress' | 'userAgent'>;
  },
): Promise<void> {
  await em.insert(SecurityEvent, {
    account: event.accountId ?? null,
    kind: event.kind,
    at: event.at,
    userAgent: event.client.userAgent ?? null,
    ipAddress: event.client.ipAddress ?? null,
  });
  log.info({ event: event.kind, account: event.accountId ?? null }, 'security event');
}
