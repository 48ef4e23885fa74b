import { describe, expect, it } from 'vitest';
import { measureScale, workOfRounds } from './hashingScale.ts';
import { derive, type HashingWork, idleBcrypt, idlePbkdf2 } from './hashingWork.ts';

/** Binary fractions, so that the sums are exact. */
const SCALE = { roundsPerCall: 0.5, roundsPerIteration: 1 / 64, roundsPerDerivation: 0.25 };
const inWords = (work: readonly HashingWork[]) =>
  work.map(each => (each.kind === 'bcrypt' ? `bcrypt ${Number(each.salt.slice(4, 6))}` : `pbkdf2 ${each.iterations}`));

describe('work that takes as long as so many rounds of bcrypt', () => {
  it.each<[number, string[]]>([
    [-5, []],
    [0, []],
    [0.25, []],
    [0.25 + 1 / 64, ['pbkdf2 1']],
    [1.25, ['pbkdf2 64']],
    [16, ['pbkdf2 1008']],
    [16.5, ['bcrypt 4']],
    [17.75, ['bcrypt 4', 'pbkdf2 64']],
    [48, ['bcrypt 5', 'pbkdf2 976']],
    [49, ['bcrypt 5', 'bcrypt 4']],
    [4_096 - 16, [...[11, 10, 9, 8, 7, 6, 5].map(cost => `bcrypt ${cost}`), 'pbkdf2 784']],
  ])('for %d rounds is as few calls of bcrypt as they take, and the rest in PBKDF2', (rounds, work) => {
    expect(inWords(workOfRounds(rounds, SCALE))).toEqual(work);
  });

  it('is real work, of the kind and amount that it says', () => {
    expect(derive(idleBcrypt(4))).toMatch(/^\$2b\$04\$/);
    expect(derive(idleBcrypt(10))).toMatch(/^\$2b\$10\$/);
    expect(derive(idlePbkdf2(1))).not.toBe(derive(idlePbkdf2(2)));
    expect(Buffer.from(derive(idlePbkdf2(1)), 'base64')).toHaveLength(32);
  });
});

describe('the scale of a machine', () => {
  it('is measured within what any machine could have', () => {
    const { roundsPerCall, roundsPerIteration, roundsPerDerivation } = measureScale();
    expect(roundsPerCall).toBeGreaterThanOrEqual(0);
    expect(roundsPerCall).toBeLessThan(12);
    expect(roundsPerIteration).toBeGreaterThan(0.000_2);
    expect(roundsPerIteration).toBeLessThan(0.05);
    expect(roundsPerDerivation).toBeGreaterThanOrEqual(0);
    expect(roundsPerDerivation).toBeLessThan(12);
    // Both surcharges are something.
    expect(roundsPerCall + roundsPerDerivation).toBeGreaterThan(0);
  });
});
