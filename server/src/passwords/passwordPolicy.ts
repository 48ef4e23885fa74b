import type { PasswordEstimator } from './estimator.ts';
import { foldText, lettersOf, spellings } from './foldText.ts';
import { normalisePassword } from './normalisePassword.ts';
import { partsOf } from './partsOf.ts';

/** The rules, in the order in which a person is told of them. */
export const PASSWORD_RULES = [
  'TOO_SHORT',
  'TOO_LONG',
  'ENTIRELY_NUMERIC',
  'TOO_COMMON',
  'TOO_SIMILAR',
  'TOO_WEAK',
] as const;

/** One of {@link PASSWORD_RULES}. */
export type PasswordRule = (typeof PASSWORD_RULES)[number];

/**
 * Long enough for any passphrase, short enough that judging and hashing stay cheap (CVE-2013-1443). In Unicode code
 * points.
 */
export const PASSWORD_MAX_LENGTH = 256;

/**
 * In UTF-16 units; what is longer is refused before anything looks at it. Normalising cannot make a text eight times
 * shorter.
 */
export const LONGEST_TYPED_PASSWORD = PASSWORD_MAX_LENGTH * 8;

/** What a password has to reach: a trillion guesses. */
const LEAST_SCORE = 2;

/** The share of a password that parts of the address may make up. */
const MAX_SIMILAR_SHARE = 0.6;

/** What passwords are judged by beside the account. */
export interface JudgedBy {
  /** In code points. */
  readonly minLength: number;
  /** The product's name and host, which every guesser knows. */
  readonly productWords: readonly string[];
  readonly estimator: Pick<PasswordEstimator, 'score' | 'isCommon'>;
}

/**
 * Judges a new password as typed, for the account of this address. Returns every broken rule, in order; none means
 * accepted. Pure, so that the browser can advise with exactly the rules that the server enforces.
 */
export function brokenRules(typed: string, address: string, options: JudgedBy): PasswordRule[] {
  if (typed.length > LONGEST_TYPED_PASSWORD) return ['TOO_LONG'];
  const password = normalisePassword(typed);
  const length = lengthOf(password);
  if (length > PASSWORD_MAX_LENGTH) return ['TOO_LONG'];

  const broken = new Set<PasswordRule>();
  if (length < options.minLength) broken.add('TOO_SHORT');
  if (/^\p{N}+$/u.test(password)) broken.add('ENTIRELY_NUMERIC');
  if (options.estimator.isCommon(password)) broken.add('TOO_COMMON');
  if (isSimilar(password, address)) broken.add('TOO_SIMILAR');
  if (options.estimator.score(password, [address, ...options.productWords]) < LEAST_SCORE) broken.add('TOO_WEAK');
  return PASSWORD_RULES.filter(rule => broken.has(rule));
}

/** The length of a password as it counts, in code points of its normalised form. */
export function lengthOf(password: string): number {
  return [...normalisePassword(password)].length;
}

/**
 * Whether parts of the address, forwards or backwards, make up most of the password. It is read as it is, and with the
 * letters that its digits and signs may stand for.
 */
function isSimilar(password: string, address: string): boolean {
  const parts = partsOf(address);
  const folded = foldText(password);
  return [folded, ...spellings(folded)].some(reading => {
    const letters = lettersOf(reading);
    const rest = parts.reduce(
      (left, part) => left.replaceAll(part, ' ').replaceAll([...part].reverse().join(''), ' '),
      reading,
    );
    return letters.length > 0 && (letters.length - lettersOf(rest).length) / letters.length >= MAX_SIMILAR_SHARE;
  });
}
