import type { SqlEntityManager } from '@mikro-orm/sql';
import { isAnyQueuedOrEndedSince } from '../queue/jobs.ts';
import type { Account } from './account.ts';
import type { Scope } from './scope.ts';

/**
 * Whether an email is on its way, or was delivered, whose link of the account may still work. Such a link is bound to
 * the stored hash (linkFingerprint.ts). A link that an operator has printed is not known here.
 */
export async function hasOutstandingLink(
  em: SqlEntityManager,
  { clock, settings }: Pick<Scope, 'clock' | 'settings'>,
  { id, canonicalEmail }: Pick<Account, 'id' | 'canonicalEmail'>,
): Promise<boolean> {
  const since = (seconds: number) => new Date(clock().getTime() - seconds * 1000);
  const resets = { kind: 'password-reset', address: canonicalEmail };
  const changes = { kind: 'email-change', accountId: id };
  return (
    (await isAnyQueuedOrEndedSince(em, resets, since(settings.passwordResetTimeoutSeconds))) ||
    (await isAnyQueuedOrEndedSince(em, changes, since(settings.registrationTimeoutSeconds)))
  );
}
