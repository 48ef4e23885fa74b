import { type EmailAddress, shownEmail } from '../domain/emailAddress.ts';
import type { HashingTurn } from '../passwords/hashingTurn.ts';
import type { PasswordRejected } from './outcomes.ts';
import type { Scope } from './scope.ts';

/**
 * Checks a new password for the account of this address. Returns undefined where it is accepted. Only a password that
 * breaks no rule is looked up among breached ones. Throws HashingQueueFull or HashingTimedOut.
 */
export async function judgeNewPassword(
  scope: Pick<Scope, 'settings' | 'judgePassword' | 'isBreached'>,
  newPassword: string,
  address: EmailAddress,
  turn: HashingTurn,
): Promise<PasswordRejected | undefined> {
  const minLength = scope.settings.passwordMinLength;
  const broken = await scope.judgePassword(newPassword, shownEmail(address), { minLength }, turn);
  if (broken.length > 0) return { outcome: 'PasswordRejected', broken };
  return (await scope.isBreached(newPassword)) ? { outcome: 'PasswordRejected', broken: ['TOO_COMMON'] } : undefined;
}
