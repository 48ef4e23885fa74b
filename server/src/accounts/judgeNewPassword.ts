import { brokenRules } from '../passwords/passwordPolicy.ts';
import type { PasswordRejected } from './outcomes.ts';
import type { Scope } from './scope.ts';

/** Judges a new password for the account of this address; undefined where it breaks no rule. */
export async function judgeNewPassword(
  scope: Pick<Scope, 'settings' | 'estimator'>,
  newPassword: string,
  address: string,
): Promise<PasswordRejected | undefined> {
  const estimator = await scope.estimator();
  const broken = brokenRules(newPassword, address, { minLength: scope.settings.passwordMinLength, estimator });
  return broken.length > 0 ? { outcome: 'PasswordRejected', broken } : undefined;
}
