import type { Score } from './estimator.ts';
import { brokenRules, type JudgedBy, type PasswordRule } from './passwordPolicy.ts';

const NOT_WEAK: Score = 4;

/**
 * Judges as {@link brokenRules} does, but estimates only a password that breaks no other rule, since estimating is
 * expensive. A common password is weak without an estimate.
 */
export function judgePassword(typed: string, address: string, judgedBy: JudgedBy): PasswordRule[] {
  const notEstimated = { isCommon: judgedBy.estimator.isCommon, score: () => NOT_WEAK } as const;
  const broken = brokenRules(typed, address, { ...judgedBy, estimator: notEstimated });
  if (broken.includes('TOO_COMMON')) return [...broken, 'TOO_WEAK'];
  return broken.length > 0 ? broken : brokenRules(typed, address, judgedBy);
}
