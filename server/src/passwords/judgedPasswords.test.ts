import { describe, expect, it } from 'vitest';
import { GOOD, GUESSABLE, JUDGED_FOR } from '../testing/judgedPasswords.ts';
import { createPasswordEstimator } from './estimator.ts';
import { brokenRules } from './passwordPolicy.ts';

const estimator = createPasswordEstimator();
const { address, ...judgedBy } = JUDGED_FOR;
const judge = (password: string) => brokenRules(password, address, { ...judgedBy, estimator });
const score = (password: string) => estimator.score(password, [address, ...judgedBy.productWords]);

describe('the estimate of a new password', { tags: ['password-rules'] }, () => {
  it.each(Object.entries(GUESSABLE))('sees through %s', (_kind, passwords) => {
    const seenThrough = Object.fromEntries(passwords.map(password => [password, score(password) < 2]));
    expect(seenThrough).toEqual(Object.fromEntries(passwords.map(password => [password, true])));
    for (const password of passwords) expect(judge(password)).not.toEqual([]);
  });

  it.each(Object.entries(GUESSABLE))(
    'sees through %s, with the letter case changed or turned round',
    (_kind, passwords) => {
      for (const password of passwords) {
        const changed = [password.toUpperCase(), password.toLowerCase(), [...password].reverse().join('')];
        expect(changed.filter(other => score(other) >= 3)).toEqual([]);
      }
    },
  );

  it.each(Object.entries(GUESSABLE))(
    'calls %s never strong, regardless of what parts the pieces',
    (_kind, passwords) => {
      for (const password of passwords) {
        const parted = ['-', '_', '.', ' * '].map(sign => password.replaceAll(' ', sign));
        expect(parted.filter(other => score(other) >= 3)).toEqual([]);
      }
    },
  );

  it.each(Object.entries(GOOD))('finds %s strong, and no rule broken', (_kind, passwords) => {
    expect(passwords.filter(password => score(password) < 3)).toEqual([]);
    for (const password of passwords) expect(judge(password)).toEqual([]);
  });
});
