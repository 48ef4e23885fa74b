import { Account } from '../accounts/account.ts';
import { PASSWORD_CHANGED_MAIL } from '../accounts/composePasswordChanged.ts';
import { judgeNewPassword } from '../accounts/judgeNewPassword.ts';
import { unchangedSince } from '../accounts/linkFingerprint.ts';
import {
  type InvalidLink,
  invalidLink,
  type PasswordRejected,
  type TooManyRequests,
  tooManyRequests,
} from '../accounts/outcomes.ts';
import { recordEvent } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import { queueMail } from '../mail/queueMail.ts';
import { endAllSessions } from '../sessions/endSessions.ts';
import { type MailedLink, readAccountLink } from './passwordResetLink.ts';

/**
 * Sets a new password with a mailed link. A refused password leaves the link alive. Of any number of parallel uses of one link, or of one
 * account's links, exactly one wins and the others are SPENT. Signs nobody in. Throws LanesFull when too much hashing waits already.
 */
export async function resetPassword(
  scope: Scope,
  link: MailedLink,
  newPassword: string,
): Promise<{ readonly outcome: 'PasswordReset' } | InvalidLink | PasswordRejected | TooManyRequests> {
  const { caller, limiter } = scope;
  const wait = await limiter.attempt(scope, 'useLink', { ipAddress: caller.ipAddress });
  if (wait !== undefined) return tooManyRequests(wait);

  const account = await readAccountLink(scope, 'password-reset', link);
  if ('outcome' in account) return account;

  const rejected = await judgeNewPassword(scope, newPassword, account.email);
  if (rejected) return rejected;

  const passwordHash = await scope.hasher.hash(newPassword);
  const now = scope.clock();
  const swapped = await scope.em.transactional(async em => {
    if ((await em.nativeUpdate(Account, unchangedSince(account), { passwordHash })) === 0) return false;
    await endAllSessions(em, account.id);
    await limiter.clear(em, account.canonicalEmail);
    await recordEvent(em, scope.log, { accountId: account.id, kind: 'PASSWORD_RESET', at: now, caller });
    await queueMail(em, { kind: PASSWORD_CHANGED_MAIL, accountId: account.id, language: caller.language, caller }, now);
    return true;
  });
  if (!swapped) return invalidLink('SPENT');
  scope.wakeMailWorker();
  return { outcome: 'PasswordReset' };
}
