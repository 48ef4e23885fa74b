import { raw } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { recordEvent } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import { endAllSessions } from '../sessions/endSessions.ts';

/**
 * Shuts an account: nobody signs in, every session ends, and every link that is outstanding is spent for good, so that enabling the account
 * again does not bring an old one back to life. False where it was disabled already, or is gone.
 */
export async function disableAccount(
  scope: Pick<Scope, 'em' | 'caller' | 'clock' | 'log'>,
  accountId: string,
): Promise<boolean> {
  const at = scope.clock();
  return scope.em.transactional(async em => {
    // The account first: a sign-in under way waits for this row, and then finds it disabled or has its session ended below.
    const disabled = { disabled: true, linkGeneration: raw('link_generation + 1') };
    if ((await em.nativeUpdate(Account, { id: accountId, disabled: false }, disabled)) === 0) return false;
    // The nearest word of the public schema, and true: every link is revoked. A kind of its own would be allowed there, but clients that
    // show the kinds they know would have nothing to show for it; the line in the log tells the operator the rest.
    await recordEvent(em, scope.log, { accountId, kind: 'PASSWORD_RESET_REVOKED', at, caller: scope.caller });
    if ((await endAllSessions(em, accountId)) > 0) {
      await recordEvent(em, scope.log, { accountId, kind: 'SESSION_ENDED', at, caller: scope.caller });
    }
    scope.log.info({ account: accountId }, 'account disabled');
    return true;
  });
}
