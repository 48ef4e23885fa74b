import type { Account } from '../accounts/account.ts';
import { hashingTurnOf } from '../accounts/hashingTurn.ts';
import { judgeNewPassword } from '../accounts/judgeNewPassword.ts';
import { limitSubject } from '../accounts/limitSubject.ts';
import { unchangedSince } from '../accounts/linkFingerprint.ts';
import {
  type InvalidLink,
  invalidLink,
  type PasswordRejected,
  type TooManyRequests,
  tooManyRequests,
} from '../accounts/outcomes.ts';
import type { Scope } from '../accounts/scope.ts';
import { replacePassword } from '../sessions/replacePassword.ts';
import { linkLimitSubject, type MailedLink, readAccountLink } from './passwordResetLink.ts';

/** The new password is set; the browser that did so is a known device of the account from now on. */
export type PasswordReset = { readonly outcome: 'PasswordReset'; readonly account: Account };

/**
 * Sets a new password with a mailed link. A refused password leaves the link alive. Of any number of parallel uses of one link, or of one
 * account's links, exactly one wins and the others are SPENT. Signs nobody in. Throws HashingQueueFull or HashingTimedOut.
 */
export async function resetPassword(
  scope: Scope,
  link: MailedLink,
  newPassword: string,
): Promise<PasswordReset | InvalidLink | PasswordRejected | TooManyRequests> {
  const { limiter } = scope;
  const admission = await limiter.admit(scope, 'useLink', linkLimitSubject(scope, 'password-reset', link));
  if (!admission.admitted) return tooManyRequests(admission.waitSeconds);

  const account = await readAccountLink(scope, 'password-reset', link);
  if ('outcome' in account) return account;

  const subject = limitSubject(scope, account.canonicalEmail);
  const turn = hashingTurnOf(scope.caller, subject.device);
  const rejected = await admission.during(judgeNewPassword(scope, newPassword, account.email, turn));
  if (rejected) return rejected;

  const passwordHash = await admission.during(scope.hasher.hash(newPassword, turn));
  const unchanged = unchangedSince(account);
  const replaced = await replacePassword(scope, { unchanged, passwordHash, kind: 'PASSWORD_RESET' });
  if (!replaced) return invalidLink('SPENT');
  await limiter.clear(scope, 'login', subject);
  return { outcome: 'PasswordReset', account };
}
