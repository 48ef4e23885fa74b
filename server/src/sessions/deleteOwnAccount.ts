import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Account } from '../accounts/account.ts';
import { hashingTurnOf } from '../accounts/hashingTurn.ts';
import { type InvalidCredentials, type TooManyRequests, tooManyRequests } from '../accounts/outcomes.ts';
import { accountById } from '../accounts/readAccount.ts';
import { removeAccount } from '../accounts/removeAccount.ts';
import type { Scope } from '../accounts/scope.ts';
import type { LiveSession } from './currentSession.ts';
import { sessionLives } from './holdSession.ts';

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

  // Only the checked password, as for a change of it.
  const unchanged = { passwordHash: account.passwordHash, disabled: false };
  const isSignedIn = (em: SqlEntityManager) => sessionLives(em, session.id);
  let current: Account | undefined = account;
  while (!(await removeAccount(scope, current, { unchanged, onlyIf: isSignedIn, noteIn: scope.caller.language }))) {
    current = (await isSignedIn(scope.em)) ? await accountById(scope.em, account.id) : undefined;
    if (!current || current.disabled) return { outcome: 'NotSignedIn' };
    if (current.passwordHash !== account.passwordHash) return { outcome: 'InvalidCredentials' };
    // It has another address by now, and is deleted with that one.
  }
  scope.wakeWorkers();
  return { outcome: 'AccountDeleted' };
}
