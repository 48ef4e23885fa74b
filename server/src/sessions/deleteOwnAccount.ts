import { Account } from '../accounts/account.ts';
import { hashingTurnOf } from '../accounts/hashingTurn.ts';
import { type InvalidCredentials, type TooManyRequests, tooManyRequests } from '../accounts/outcomes.ts';
import { removeAccount } from '../accounts/removeAccount.ts';
import type { Scope } from '../accounts/scope.ts';
import type { LiveSession } from './currentSession.ts';

/**
 * Deletes the signed-in account and everything about it, and mails a note. Guesses at the password are counted with
 * those of a change of password. Of parallel calls one wins; for the others no one is signed in any more. Throws
 * HashingQueueFull or HashingTimedOut.
 */
export async function deleteOwnAccount(
  scope: Scope,
  { account, session }: LiveSession,
  currentPassword: string,
): Promise<
  | { readonly outcome: 'AccountDeleted' }
  | { readonly outcome: 'AccountDeletionDisabled' }
  | { readonly outcome: 'NotSignedIn' }
  | InvalidCredentials
  | TooManyRequests
> {
  if (!scope.settings.accountDeletion) return { outcome: 'AccountDeletionDisabled' };

  const admission = await scope.limiter.admit(scope, 'deleteAccount', { accountId: account.id });
  if (!admission.admitted) return tooManyRequests(admission.waitSeconds);

  const turn = hashingTurnOf(scope.caller, session.id);
  const { matches } = await admission.during(scope.hasher.verify(currentPassword, account.passwordHash, turn));
  if (!matches) return { outcome: 'InvalidCredentials' };

  const deleted = await removeAccount(scope, account, {
    // Only the checked password, as for a change of it.
    unchanged: { passwordHash: account.passwordHash, disabled: false },
    noteIn: scope.caller.language,
  });
  if (!deleted) {
    const exists = (await scope.em.count(Account, { id: account.id, disabled: false })) > 0;
    return { outcome: exists ? 'InvalidCredentials' : 'NotSignedIn' };
  }
  scope.wakeWorkers();
  return { outcome: 'AccountDeleted' };
}
