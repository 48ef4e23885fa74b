import { Account } from '../accounts/account.ts';
import { PASSWORD_CHANGED_MAIL } from '../accounts/composePasswordChanged.ts';
import { judgeNewPassword } from '../accounts/judgeNewPassword.ts';
import { unchangedSince } from '../accounts/linkFingerprint.ts';
import {
  type InvalidCredentials,
  type PasswordRejected,
  type TooManyRequests,
  tooManyRequests,
} from '../accounts/outcomes.ts';
import { recordEvent } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import { queueMail } from '../mail/queueMail.ts';
import type { LiveSession } from './currentSession.ts';
import { endAllSessions } from './endSessions.ts';

/**
 * Changes the password of the signed-in account and ends its other sessions. Guesses at the current password count as sign-ins do.
 * Throws LanesFull when too much hashing waits already.
 */
export async function changePassword(
  scope: Scope,
  { account, session }: LiveSession,
  currentPassword: string,
  newPassword: string,
): Promise<{ readonly outcome: 'PasswordChanged' } | InvalidCredentials | PasswordRejected | TooManyRequests> {
  const { caller, limiter } = scope;
  const by = { ipAddress: caller.ipAddress, address: account.canonicalEmail };
  const wait = await limiter.attempt(scope, 'login', by);
  if (wait !== undefined) return tooManyRequests(wait);

  const { matches } = await scope.hasher.verify(currentPassword, account.passwordHash);
  if (!matches) return { outcome: 'InvalidCredentials' };

  const rejected = await judgeNewPassword(scope, newPassword, account.email);
  if (rejected) return rejected;

  const passwordHash = await scope.hasher.hash(newPassword);
  const now = scope.clock();
  const swapped = await scope.em.transactional(async em => {
    if ((await em.nativeUpdate(Account, unchangedSince(account), { passwordHash })) === 0) return false;
    await endAllSessions(em, account.id, session.id);
    await limiter.clear(em, account.canonicalEmail);
    await recordEvent(em, scope.log, { accountId: account.id, kind: 'PASSWORD_CHANGED', at: now, caller });
    await queueMail(em, { kind: PASSWORD_CHANGED_MAIL, accountId: account.id, language: caller.language, caller }, now);
    return true;
  });
  // Somebody else changed it in between, so the current password that was given is current no more.
  if (!swapped) return { outcome: 'InvalidCredentials' };
  scope.wakeMailWorker();
  return { outcome: 'PasswordChanged' };
}
