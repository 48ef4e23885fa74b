import type { PasswordEstimator } from './estimator.ts';
import { normalisePassword } from './normalisePassword.ts';

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

/** zxcvbn's "safely unguessable: moderate protection from offline slow-hash scenario". */
const LEAST_SCORE = 3;

/** The share of a password that parts of the address may make up. */
const MAX_SIMILAR_SHARE = 0.6;

/**
 * Judges a new password as typed, for the account of this address. Returns every broken rule, in order; none means
 * accepted. Pure, so that the browser can advise with exactly the rules that the server enforces.
 */
export function brokenRules(
  typed: string,
  address: string,
  options: { readonly minLength: number; readonly estimator: PasswordEstimator },
): PasswordRule[] {
  if (typed.length > LONGEST_TYPED_PASSWORD) return ['TOO_LONG'];
  const password = normalisePassword(typed);
  const length = [...password].length;
  if (length > PASSWORD_MAX_LENGTH) return ['TOO_LONG'];

  const words = partsOf(address);
  const broken = new Set<PasswordRule>();
  if (length < options.minLength) broken.add('TOO_SHORT');
  if (/^\p{N}+$/u.test(password)) broken.add('ENTIRELY_NUMERIC');
  if (options.estimator.isCommon(password)) broken.add('TOO_COMMON');
  if (isSimilar(password, words)) broken.add('TOO_SIMILAR');
  if (options.estimator.score(password, words) < LEAST_SCORE) broken.add('TOO_WEAK');
  return PASSWORD_RULES.filter(rule => broken.has(rule));
}

/**
 * The address, its local part, its domain and their words, lowered, longest first; what is shorter than three letters
 * occurs by chance.
 */
function partsOf(address: string): string[] {
  const lowered = normalisePassword(address).toLowerCase();
  const [localPart = '', domain = ''] = lowered.split('@');
  const parts = [lowered, localPart, domain, ...lowered.split(/[^\p{L}\p{M}\p{N}]+/u)];
  return [...new Set(parts)].filter(part => part.length >= 3).sort((a, b) => b.length - a.length);
}

/** Whether parts of the address, forwards or backwards, make up most of the password. */
function isSimilar(password: string, parts: readonly string[]): boolean {
  const lowered = password.toLowerCase();
  const letters = lowered.replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
  const rest = parts.reduce(
    (left, part) => left.replaceAll(part, '').replaceAll([...part].reverse().join(''), ''),
    lowered,
  );
  const lettersLeft = rest.replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
  return letters.length > 0 && (letters.length - lettersLeft.length) / letters.length >= MAX_SIMILAR_SHARE;
}
