import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPasswordEstimator } from './estimator.ts';
import { judgePassword } from './judgePassword.ts';
import { brokenRules } from './passwordPolicy.ts';

const estimator = createPasswordEstimator();
const ADDRESS = 'ada.lovelace@analytical.example';

/** The verdict, and how often a password was estimated for it. */
function judge(password: string, minLength = 15) {
  let estimates = 0;
  const counting = {
    isCommon: estimator.isCommon,
    score(...args: Parameters<typeof estimator.score>) {
      estimates += 1;
      return estimator.score(...args);
    },
  };
  return { broken: judgePassword(password, ADDRESS, { minLength, productWords: [], estimator: counting }), estimates };
}

describe('judging a new password on the server', () => {
  it.each<[string, string[]]>([
    ['', ['TOO_SHORT']],
    ['plum kettle', ['TOO_SHORT']],
    ['123456789', ['TOO_SHORT', 'ENTIRELY_NUMERIC', 'TOO_COMMON', 'TOO_WEAK']],
    ['passwordpassword', ['TOO_COMMON', 'TOO_WEAK']],
    ['ada.lovelace', ['TOO_SHORT', 'TOO_SIMILAR']],
    ['2718281828459045', ['ENTIRELY_NUMERIC']],
    ['4@8({[<3361!|70$5+%2'.repeat(20), ['TOO_LONG']],
  ])('tells every rule that is cheap to judge, and estimates nothing: %s', (password, broken) => {
    expect(judge(password)).toEqual({ broken, estimates: 0 });
  });

  it.each<[string, string[]]>([
    ['qwertyuiopasdfgh', ['TOO_WEAK']],
    ['abcabcabcabcabcabc', ['TOO_WEAK']],
    ['plum kettle orbit 71 sandal', []],
  ])('estimates once where no other rule is broken: %s', (password, broken) => {
    expect(judge(password)).toEqual({ broken, estimates: 1 });
  });

  it('accepts exactly what the policy accepts, which the browser advises by', { tags: ['password-rules'] }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), password => {
        const policy = brokenRules(password, ADDRESS, { minLength: 8, productWords: [], estimator });
        const { broken } = judge(password, 8);
        expect(broken.length === 0).toBe(policy.length === 0);
        expect(policy).toEqual(expect.arrayContaining(broken));
      }),
      { numRuns: 100 },
    );
  });
});
