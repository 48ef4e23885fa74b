import type { Account } from '../accounts/account.ts';
import { admitLinkUse } from '../accounts/admitLinkUse.ts';
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
import type { MailedLink } from '../links/signedLink.ts';
import { replacePassword } from '../sessions/replacePassword.ts';
import { readAccountLink } from './passwordResetLink.ts';

/** The new password is set. The browser is now a known device of the account. */
export interface PasswordReset {
  readonly outcome: 'PasswordReset';
  readonly account: Account;
}

/**
 * Sets a new password with a mailed link. A rejected password leaves the link valid. Of parallel uses of an account's
 * links exactly one wins and the others are SPENT. Starts no session. Throws HashingQueueFull or HashingTimedOut.
 */
export async function resetPassword(
  scope: Scope,
  link: MailedLink,
  newPassword: string,
): Promise<PasswordReset | InvalidLink | PasswordRejected | TooManyRequests> {
  const { limiter } = scope;
  const account = await readAccountLink(scope, 'password-reset', link);
  const admission = await admitLinkUse(scope, link, account);
  if (!admission.admitted) return tooManyRequests(admission.waitSeconds);
  if ('outcome' in account) return account;

  const subject = limitSubject(scope, account.canonicalEmail);
  const turn = hashingTurnOf(scope.caller, subject.device);
  const rejected = await admission.during(judgeNewPassword(scope, newPassword, account.email, turn));
  if (rejected) return rejected;

  const passwordHash = await admission.during(scope.hasher.hash(newPassword, turn));
  const unchanged = unchangedSince(account);
  const replaced = await replacePassword(scope, account, { unchanged, passwordHash, kind: 'PASSWORD_RESET' });
  if (!replaced) return invalidLink('SPENT');
  await limiter.clear(scope, 'login', subject);
  return { outcome: 'PasswordReset', account };
}
