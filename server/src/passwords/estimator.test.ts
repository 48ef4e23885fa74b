import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPasswordEstimator } from './estimator.ts';

const estimator = createPasswordEstimator();

/**
 * The most that a password may take, in milliseconds of this thread's own time; the worst found took 860 before l33t
 * was bounded.
 */
const MAX_MS = 50;

/** Milliseconds of this thread's processor time that estimating takes; the minimum of a few tries. */
function costOf(password: string): number {
  const tries = Array.from({ length: 4 }, () => {
    const before = process.threadCpuUsage();
    estimator.score(password, ['ada.lovelace@analytical.example', 'ada.lovelace', 'analytical', 'lovelace']);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...tries);
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
    'zxcvbnm,./asdfghjkl;',
    'йцукенгшщзхъфывапролджэ',
    '1.1.1991-12/31/99',
    '19911231',
    '1234567890',
    '0123456789abcdef',
    'passwordmonkeydragon',
    'annamariajohnpeter',
    '🙂🐙',
    'e\u0301',
    '\u0000\u0001',
    'a-b_c d.',
  ])('takes little of a thread for 256 characters of %j', part => {
    expect(costOf(of256(part))).toBeLessThan(MAX_MS);
  });

  it('takes little of a thread for any mixture of characters that stand for letters', () => {
    const character = fc.constantFrom(...'4@8({[<3361!|70$5+%2aeiostlbgczx/\\_-. 9');
    fc.assert(
      fc.property(
        fc.uniqueArray(character, { minLength: 2, maxLength: 20 }),
        fc.infiniteStream(fc.nat()),
        (some, picks) => {
          const password = [...picks.take(64)].map(pick => some[pick % some.length]).join('');
          expect(costOf(password)).toBeLessThan(MAX_MS);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('looks at 64 characters and no more', () => {
    const strong = 'plum kettle orbit 71 sandal walnut harbour 58 lantern quilt 903.';
    expect(strong).toHaveLength(64);
    expect(estimator.score(`${'a'.repeat(64)}${strong}`, [])).toBe(estimator.score('a'.repeat(64), []));
  });

  it('still sees through a common password that is spelt with other characters', () => {
    expect(estimator.score('p@55w0rdp@55w0rd', [])).toBeLessThan(3);
    expect(estimator.score('1l0v3y0u', [])).toBeLessThan(3);
  });
});
