import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Derive, derive as deriveHere, matchesAny } from './hashingWork.ts';
import { normalisePassword } from './normalisePassword.ts';
import { checkCurrent, costOf, decoyHash, hashPassword, type PasswordHash } from './passwordHash.ts';

const derive: Derive = async work => deriveHere(work);
const hashOf = (typed: string) => hashPassword(derive, normalisePassword(typed), 4);
const matches = (typed: string, hash: string) => {
  const check = checkCurrent(normalisePassword(typed), hash);
  return check !== undefined && matchesAny(check);
};

describe('a password hash', () => {
  it('is matched by its password and by no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), async (password, other) => {
        const hash = await hashOf(password);
        expect(matches(password, hash)).toBe(true);
        expect(matches(other, hash)).toBe(normalisePassword(other) === normalisePassword(password));
      }),
      { numRuns: 60 },
    );
  });

  it('is passlib’s bcrypt_sha256, salted anew each time, and tells its cost', {
    tags: ['password-unicode'],
  }, async () => {
    const [one, two] = [await hashOf('plum kettle'), await hashOf('plum kettle')];
    expect(one).toMatch(/^\$bcrypt-sha256\$v=2,t=2b,r=4\$[./A-Za-z0-9]{22}\$[./A-Za-z0-9]{31}$/);
    expect(one).not.toBe(two);
    expect(costOf(one)).toBe(4);
    expect(costOf(await hashPassword(derive, 'plum kettle', 5))).toBe(5);
    // A vector of passlib's own documentation: any product that reads the format reads ours.
    const passlib = '$bcrypt-sha256$v=2,t=2b,r=12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2';
    expect(matches('password', passlib)).toBe(true);
    expect(matches('passwore', passlib)).toBe(false);
  });

  it.each<[string, string, string]>([
    ['a NUL', 'plum\u0000kettle', 'plum\u0000sandal'],
    ['an emoji', 'plum kettle 🙂', 'plum kettle 🙃'],
    ['what stands beyond 72 bytes', `${'a'.repeat(72)}b`, `${'a'.repeat(72)}c`],
    ['white space at the end', 'plum kettle ', 'plum kettle'],
    ['white space at the beginning', ' plum kettle', 'plum kettle'],
    ['white space doubled', 'plum  kettle', 'plum kettle'],
    ['letter case', 'Plum kettle', 'plum kettle'],
    ['width', 'ｐlum kettle', 'plum kettle'],
    ['a zero-width space', 'plum\u200bkettle', 'plumkettle'],
    ['a byte order mark', 'plum\ufeffkettle', 'plum kettle'],
    ['a tab', 'plum\tkettle', 'plum kettle'],
  ])('takes %s as significant', { tags: ['password-unicode'] }, async (_what, password, other) => {
    const hash = await hashOf(password);
    expect(matches(password, hash)).toBe(true);
    expect(matches(other, hash)).toBe(false);
  });

  it.each<[string, string, string]>([
    ['é, composed or not', 'caf\u00e9 plum', 'cafe\u0301 plum'],
    ['Hangul, composed or not', '\ud55c\uae00', '\u1112\u1161\u11ab\u1100\u1173\u11af'],
    ['a no-break space and a space', 'plum\u00a0kettle', 'plum kettle'],
    ['an ideographic space and a space', 'plum\u3000kettle', 'plum kettle'],
    ['the Ångström sign and the letter', '\u212b plum', '\u00c5 plum'],
  ])('is the same for %s (RFC 8265 OpaqueString)', { tags: ['password-unicode'] }, async (_what, one, two) => {
    expect(matches(two, await hashOf(one))).toBe(true);
  });

  it('matches nothing where it is of another scheme, cut short or empty', async () => {
    const hash = await hashOf('plum kettle');
    for (const broken of ['', hash.slice(0, -1), `${hash}A`, ` ${hash}`, hash.replace('v=2', 'v=1'), 'x'.repeat(60)]) {
      expect(matches('plum kettle', broken)).toBe(false);
      expect(costOf(broken)).toBeUndefined();
    }
  });

  it.each(['0', '3', '03', '17', '31', '99'])(
    'is none at a cost of %s, which would fail or take too long',
    async cost => {
      const hash = (await hashOf('plum kettle')).replace('r=4', `r=${cost}`);
      expect([checkCurrent('plum kettle', hash), costOf(hash)]).toEqual([undefined, undefined]);
    },
  );

  it('has a decoy of any cost, which reads like a real one and which no password matches', async () => {
    const decoy: PasswordHash = decoyHash(5);
    expect(costOf(decoy)).toBe(5);
    expect(decoyHash(5)).not.toBe(decoy);
    for (const password of ['', 'decoy', 'plum kettle']) expect(matches(password, decoy)).toBe(false);
  });
});
