import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GOOD, GUESSABLE } from '../testing/judgedPasswords.ts';
import { createPasswordEstimator } from './estimator.ts';

const estimator = createPasswordEstimator();

/** What no password may take, in steps: 50,000 take 10 ms on a core of today, and 50 ms are allowed. */
const MAX_STEPS = 50_000;

/** How many steps estimating takes. */
function stepsOf(password: string): number {
  const before = estimator.steps;
  estimator.score(password, ['ada.lovelace@analytical.example', 'Rekey', 'login.rekey.example']);
  return estimator.steps - before;
}

const of256 = (part: string) => part.repeat(256).slice(0, 256);

describe('estimating how hard a password is to guess', () => {
  it.each([
    '4@8({[<3361!|70$5+%2',
    '4@8({[<3361!|70$5+%2aeiostlbgczx',
    '@4(8{3[<$5+7%0',
    'p4$$w0rd',
    'a',
    'ab',
    '!',
    'abcabcab1',
    'qwertyuiopasdfghjklzxcvbnm',
    'qwqwqwq',
    'zxcvbnm,./asdfghjkl;',
    'йцукенгшщзхъфывапролджэ',
    '1.1.1991-12/31/99',
    '19911231',
    '1234567890',
    '0123456789abcdef',
    'passwordmonkeydragon',
    'januarfebruarmärz',
    'tobeornottobethatisthequestion',
    '🙂🐙',
    'e\u0301',
    '\u0000\u0001',
    'a-b_c d.',
    'ｱｲｳｴｵっっーー',
    '\ufdfa',
    ...Object.values({ ...GUESSABLE, ...GOOD }).flat(),
  ])('takes few steps for 256 characters of %j', { tags: ['strangers-loop'] }, part => {
    expect(stepsOf(of256(part))).toBeLessThan(MAX_STEPS);
  });

  it('takes few steps for any mixture of characters that stand for letters, and for any text', {
    tags: ['strangers-loop'],
  }, () => {
    const character = fc.constantFrom(...'4@8({[<3361!|70$5+%2aeiostlbgczx/\\_-. 9');
    const leet = fc.string({ unit: character, minLength: 256, maxLength: 256 });
    const anything = fc.string({ unit: 'binary', minLength: 256, maxLength: 256 });
    fc.assert(
      fc.property(fc.oneof(leet, anything), password => {
        expect(stepsOf(password)).toBeLessThan(MAX_STEPS);
      }),
      { numRuns: 100 },
    );
  });

  it('takes no more steps for a longer password: it looks at 64 characters', () => {
    const strong = 'plum kettle orbit 71 sandal walnut harbour 58 lantern quilt 903.';
    expect(strong).toHaveLength(64);
    expect(stepsOf(strong + strong)).toBe(stepsOf(strong));
    expect(estimator.score(`${'a'.repeat(64)}${strong}`, [])).toBe(estimator.score('a'.repeat(64), []));
  });

  it('still sees through a common password that is spelt with other characters', () => {
    expect(estimator.score('p@55w0rdp@55w0rd', [])).toBeLessThan(2);
    expect(estimator.score('1l0v3y0u', [])).toBeLessThan(2);
  });
});
