import type { PasswordEstimator } from './estimator.ts';
import { brokenRules, type PasswordRule } from './passwordPolicy.ts';

const NOT_WEAK = 4;

/**
 * Judges as {@link brokenRules} does, but estimates only a password that breaks no other rule, since estimating is
 * expensive. A common password is weak without an estimate.
 */
export function judgePassword(
  typed: string,
  address: string,
  { minLength, estimator }: { readonly minLength: number; readonly estimator: PasswordEstimator },
): PasswordRule[] {
  const notEstimated = { isCommon: estimator.isCommon, score: () => NOT_WEAK };
  const broken = brokenRules(typed, address, { minLength, estimator: notEstimated });
  if (broken.includes('TOO_COMMON')) return [...broken, 'TOO_WEAK'];
  return broken.length > 0 ? broken : brokenRules(typed, address, { minLength, estimator });
}
