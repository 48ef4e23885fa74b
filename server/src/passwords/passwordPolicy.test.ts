import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPasswordEstimator, type Score } from './estimator.ts';
import { brokenRules, PASSWORD_RULES } from './passwordPolicy.ts';

const estimator = createPasswordEstimator();
const judge = (password: string, address = 'ada.lovelace@analytical.example', minLength = 15) =>
  brokenRules(password, address, { minLength, productWords: ['Rekey', 'login.rekey.example'], estimator });

describe('a new password', () => {
  it.each([
    'plum kettle orbit 71 sandal',
    'ひらがなとカタカナのながいことば',
    '   plum kettle orbit 71 sandal   ',
    '🙂🐙🚲🎷🌵🧊🛶🪁🧵🦉🍋🎲🔭🪵🥁',
    'Tr0ub4dor&3 Tr1ceratops',
  ])('is taken when it is long and cannot be guessed: %s', password => {
    expect(judge(password)).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['', ['TOO_SHORT', 'TOO_WEAK']],
    ['123456789', ['TOO_SHORT', 'ENTIRELY_NUMERIC', 'TOO_COMMON', 'TOO_WEAK']],
    ['ada.lovelace', ['TOO_SHORT', 'TOO_SIMILAR', 'TOO_WEAK']],
    ['a'.repeat(20), ['TOO_WEAK']],
    ['qwertyuiopasdfgh', ['TOO_WEAK']],
    ['passwordpassword', ['TOO_COMMON', 'TOO_WEAK']],
    ['abcabcabcabcabcabc', ['TOO_WEAK']],
  ])('is told every rule that it breaks at once: %s', { tags: ['password-rules'] }, (password, rules) => {
    expect(judge(password)).toEqual(rules);
  });

  it('is counted in code points, from PASSWORD_MIN_LENGTH to 256, after normalising', {
    tags: ['password-rules'],
  }, () => {
    expect(judge('plum kettle 71')).toContain('TOO_SHORT');
    expect(judge('plum kettle 71!')).not.toContain('TOO_SHORT');
    expect(judge('🙂🐙🚲🎷🌵🧊🛶🪁🧵🦉🍋🎲🔭🪵')).toContain('TOO_SHORT');
    // Seven letters, each typed as two code points.
    expect(judge(`${'e\u0301'.repeat(7)}plumket`)).toContain('TOO_SHORT');
    expect(judge('plum kettle', undefined, 8)).not.toContain('TOO_SHORT');
    const long = 'plum kettle orbit 71 sandal '.repeat(20);
    expect(judge(long.slice(0, 256))).not.toContain('TOO_LONG');
    expect(judge(long.slice(0, 257))).toEqual(['TOO_LONG']);
    expect(judge('🙂'.repeat(256))).not.toContain('TOO_LONG');
    expect(judge('🙂'.repeat(257))).toEqual(['TOO_LONG']);
    expect(judge('e\u0301'.repeat(256))).not.toContain('TOO_LONG');
  });

  it('is not one of the common ones, ignoring letter case and outer spaces', { tags: ['password-rules'] }, () => {
    for (const common of ['password', 'PASSWORD', '  PassWord  ', 'iloveyou', 'qwerty123']) {
      expect(judge(common, undefined, 8)).toContain('TOO_COMMON');
    }
    expect(judge('passwort-mit-plum-kettle')).not.toContain('TOO_COMMON');
  });

  it.each([
    'ada.lovelace@analytical.example',
    'ADA.LOVELACE@ANALYTICAL.EXAMPLE',
    'ada.lovelace1815',
    'ecalevol.ada1815',
    'analytical.example99',
    'lovelace lovelace!!',
    'Lovelace-Analytical-1',
  ])('is not close to the address or its parts: %s', { tags: ['password-rules'] }, password => {
    expect(judge(password)).toContain('TOO_SIMILAR');
  });

  it('may hold a little of the address, and letters that a short address happens to share with it', () => {
    expect(judge('ada and the plum kettle 71')).not.toContain('TOO_SIMILAR');
    expect(judge('banana alabama papaya avatar', 'a@b.co')).not.toContain('TOO_SIMILAR');
  });

  it.each([
    ['a part of three letters', 'bob bob bob bob 7', 'bob@x.example'],
    ['a local part whose words are shorter', 'a.b a.b a.b a.b 71', 'a.b@c.de'],
    ['a long part that holds a short one', 'annabel annabel zz9', 'ann@annabel.example'],
    ['exactly three fifths', 'lovela-qzx7', 'lovela@x.example'],
    ['a part backwards', 'alevol-qzx7', 'lovela@x.example'],
  ])('is close to an address by %s', (_what, password, address) => {
    expect(judge(password, address, 8)).toContain('TOO_SIMILAR');
  });

  it('is not close to an address by less than three fifths, nor where it holds no letters at all', () => {
    expect(judge('lovela-qzx79', 'lovela@x.example', 8)).not.toContain('TOO_SIMILAR');
    expect(judge('!"#$%&()*+,-./:;<=>?@', 'lovela@x.example', 8)).not.toContain('TOO_SIMILAR');
  });

  it('is taken from a score of 2 on', () => {
    const scored = (score: Score) => ({ isCommon: () => false, score: () => score });
    const rules = (score: Score) =>
      brokenRules('plum kettle orbit', 'ada@example.com', {
        minLength: 8,
        productWords: [],
        estimator: scored(score),
      });
    expect([rules(0), rules(1), rules(2), rules(4)]).toEqual([['TOO_WEAK'], ['TOO_WEAK'], [], []]);
  });

  it('is close to an address that spells the same letters otherwise', () => {
    expect(judge('ren\u00e9franc\u0327oisdupont', 'rene\u0301fran\u00e7ois.dupont@example.com')).toContain(
      'TOO_SIMILAR',
    );
  });

  it.each(['2718281828459045', '٢٧١٨٢٨١٨٢٨٤٥٩٠٤٥', '２７１８２８１８２８４５９０４５', '²⁷¹⁸²⁸¹⁸²⁸⁴⁵⁹⁰⁴⁵'])(
    'is not digits alone, in any script: %s',
    digits => {
      expect(judge(digits)).toContain('ENTIRELY_NUMERIC');
      for (const more of [`${digits}x`, `x${digits}`]) expect(judge(more)).not.toContain('ENTIRELY_NUMERIC');
    },
  );

  it('is judged without throwing for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.emailAddress(), (password, address) => {
        const broken = judge(password, address);
        expect(broken).toEqual(PASSWORD_RULES.filter(rule => broken.includes(rule)));
        const length = [...password.replace(/\p{Zs}/gu, ' ').normalize('NFC')].length;
        expect(broken.includes('TOO_LONG')).toBe(length > 256);
        if (length <= 256) expect(broken.includes('TOO_SHORT')).toBe(length < 15);
      }),
      { numRuns: 60 },
    );
  });

  it('is refused for its size before any work is spent on it (CVE-2013-1443)', { tags: ['password-size'] }, () => {
    for (const bomb of ['a'.repeat(10_000_000), `a${'\u0301\u0323'.repeat(100_000)}`])
      expect(judge(bomb)).toEqual(['TOO_LONG']);
  });
});
