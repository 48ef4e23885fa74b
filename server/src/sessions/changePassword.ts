import { hashingTurnOf } from '../accounts/hashingTurn.ts';
import { judgeNewPassword } from '../accounts/judgeNewPassword.ts';
import {
  type InvalidCredentials,
  type PasswordRejected,
  type TooManyRequests,
  tooManyRequests,
} from '../accounts/outcomes.ts';
import type { Scope } from '../accounts/scope.ts';
import type { LiveSession } from './currentSession.ts';
import { sessionLives } from './holdSession.ts';
import { replacePassword } from './replacePassword.ts';

/**
 * Changes the password of the signed-in account and ends its other sessions. Guesses at the current password are
 * counted by account, so sign-ins of strangers do not block the owner. Throws HashingQueueFull or HashingTimedOut.
 */
export async function changePassword(
  scope: Scope,
  { account, session }: LiveSession,
  currentPassword: string,
  newPassword: string,
): Promise<
  | { readonly outcome: 'PasswordChanged' }
  | { readonly outcome: 'NotSignedIn' }
  | InvalidCredentials
  | PasswordRejected
  | TooManyRequests
> {
  const admission = await scope.limiter.admit(scope, 'changePassword', { accountId: account.id });
  if (!admission.admitted) return tooManyRequests(admission.waitSeconds);

  // A session is as good a proof as a device cookie, and a change of password is bounded by the account.
  const turn = hashingTurnOf(scope.caller, session.id);
  const { matches } = await admission.during(scope.hasher.verify(currentPassword, account.passwordHash, turn));
  if (!matches) return { outcome: 'InvalidCredentials' };

  const rejected = await admission.during(judgeNewPassword(scope, newPassword, account.email, turn));
  if (rejected) {
    await admission.giveBack();
    return rejected;
  }

  const passwordHash = await admission.during(scope.hasher.hash(newPassword, turn));
  // Only the checked password: a sign-in or a revoked link in between does not invalidate it.
  const unchanged = { passwordHash: account.passwordHash, disabled: false };
  const replaced = await replacePassword(scope, account, {
    unchanged,
    passwordHash,
    kind: 'PASSWORD_CHANGED',
    withinSessionId: session.id,
  });
  if (replaced) return { outcome: 'PasswordChanged' };
  // A concurrent change won, so the given password is no longer the current one.
  return { outcome: (await sessionLives(scope.em, session.id)) ? 'InvalidCredentials' : 'NotSignedIn' };
}
