import { Account } from '../accounts/account.ts';
import { recordEvent } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import { enqueueMailWithin } from '../mail/enqueueMailWithin.ts';
import type { PasswordHash } from '../passwords/passwordHash.ts';
import { endSessions } from './endSessions.ts';
import { holdSession } from './holdSession.ts';

/**
 * Replaces the password of an account that is unchanged since the check. In one transaction it ends the sessions,
 * records the event, queues the mail to the owner and tells the product. False where a concurrent change won, or the
 * session has ended. Wakes the workers after the commit.
 */
export async function replacePassword(
  scope: Pick<Scope, 'em' | 'clock' | 'log' | 'caller' | 'tellProduct' | 'wakeWorkers'>,
  account: Account,
  change: {
    /** The condition of the update, which the database evaluates again after it has waited for another writer. */
    readonly unchanged: Partial<Account>;
    readonly passwordHash: PasswordHash;
    readonly kind: 'PASSWORD_RESET' | 'PASSWORD_CHANGED';
    /** The session that the change is made in. It lives on, and the change needs it. */
    readonly withinSessionId?: string | undefined;
  },
): Promise<boolean> {
  const { caller, log } = scope;
  const { unchanged, passwordHash, kind, withinSessionId } = change;
  const accountId = account.id;
  const now = scope.clock();
  const replaced = await scope.em.transactional(async em => {
    const swap = { passwordHash, language: caller.language };
    if (withinSessionId !== undefined && !(await holdSession(em, accountId, withinSessionId))) return false;
    if ((await em.nativeUpdate(Account, { ...unchanged, id: accountId }, swap)) === 0) return false;
    await recordEvent(em, log, { accountId, kind, at: now, caller });
    await enqueueMailWithin(em, { kind: 'password-changed', accountId, language: caller.language, caller }, now);
    await scope.tellProduct(em, 'account.password_changed', account);
    await endSessions(em, scope, account, { except: withinSessionId });
    return true;
  });
  if (replaced) scope.wakeWorkers();
  return replaced;
}
