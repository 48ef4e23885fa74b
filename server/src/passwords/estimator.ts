import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english } from '@zxcvbn-ts/language-en';

/** Estimating takes quadratic time, and text that is weak after 64 characters stays weak. */
const JUDGED_LENGTH = 64;

/**
 * Each l33t substitution is searched separately. The default of 512 takes up to a second for 64 characters; 16 takes 27
 * ms.
 */
const L33T_SUBSTITUTIONS = 16;

/**
 * Estimates passwords for the password policy. The same code runs on the server, where it decides, and in the browser,
 * where it advises. So it uses no API of Node.
 */
export interface PasswordEstimator {
  /** zxcvbn's score, 0 (guessed at once) to 4 (out of reach), where the given words are known to the guesser. */
  score(password: string, knownWords: readonly string[]): number;
  /** Whether the password is one of the 49,000 most used, ignoring letter case and outer white space. */
  isCommon(password: string): boolean;
}

/** Loads the word lists (about 50 ms and 16 MB) and makes the estimator. */
export function createPasswordEstimator(): PasswordEstimator {
  const zxcvbn = new ZxcvbnFactory({
    dictionary: {
      ...common,
      'commonWords-en': english['commonWords-en'],
      'firstnames-en': english['firstnames-en'],
    },
    graphs: adjacencyGraphs,
    maxLength: JUDGED_LENGTH,
    l33tMaxSubstitutions: L33T_SUBSTITUTIONS,
  });
  const commonPasswords = new Set(common['passwords-common'].map(word => String(word).toLowerCase()));
  return {
    score: (password, knownWords) => zxcvbn.check(password, [...knownWords]).score,
    isCommon: password => commonPasswords.has(password.trim().toLowerCase()),
  };
}
