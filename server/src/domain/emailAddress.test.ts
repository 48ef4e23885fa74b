import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalEmail, type EmailAddress, parseEmailAddress } from './emailAddress.ts';

const letter = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const address = letter.map(local => `${local}@example.com` as EmailAddress);

describe('an address', () => {
  it('has one canonical form, which is its own canonical form', () => {
    fc.assert(
      fc.property(address, typed => {
        const canonical = canonicalEmail(typed);
        expect(canonicalEmail(canonical as string as EmailAddress)).toBe(canonical);
      }),
      { numRuns: 2_000 },
    );
  });

  it('matches what a case mapping or a normalisation makes of it only where letters are each other’s only case', () => {
    const mappings = [
      (text: string) => text.toLowerCase(),
      (text: string) => text.toUpperCase(),
      (text: string) => text.normalize('NFKC'),
      (text: string) => text.normalize('NFD'),
      (text: string) => text.toUpperCase().toLowerCase(),
    ];
    fc.assert(
      fc.property(address, fc.constantFrom(...mappings), (one, map) => {
        const two = map(one) as EmailAddress;
        if (canonicalEmail(one) !== canonicalEmail(two)) return;
        const [letters, mapped] = [[...one], [...two]];
        expect(mapped).toHaveLength(letters.length);
        for (const [n, a] of letters.entries()) {
          const b = mapped[n] ?? '';
          expect(a === b || (a.toLowerCase() === b.toLowerCase() && a.toUpperCase() === b.toUpperCase())).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never shared by two letters that differ as Unicode beyond their own case, over all of Unicode', () => {
    const seen = new Map<string, string[]>();
    for (let code = 0; code <= 0x10ffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const own = String.fromCodePoint(code);
      const canonical = canonicalEmail(own as EmailAddress);
      const sharing = seen.get(canonical);
      if (sharing) sharing.push(own);
      else seen.set(canonical, [own]);
    }
    const shared = [...seen.values()].filter(letters => letters.length > 1);
    expect(shared.length).toBeGreaterThan(1_000);
    for (const letters of shared) {
      expect(letters).toHaveLength(2);
      const [upper = '', lower = ''] = letters[0]?.toLowerCase() === letters[1] ? letters : [...letters].reverse();
      expect([upper.toLowerCase(), lower.toUpperCase()]).toEqual([lower, upper]);
    }
  });

  it('ignores ASCII letter case in both parts', () => {
    fc.assert(
      fc.property(fc.mixedCase(fc.constant('ada.lovelace+list@mail.example.com')), typed => {
        expect(canonicalEmail(parseEmailAddress(typed) as EmailAddress)).toBe('ada.lovelace+list@mail.example.com');
      }),
    );
  });

  it('is accepted only as one line without anything invisible, of at most 254 octets, and unchanged but for outer spaces', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .tuple(fc.string({ unit: 'binary', maxLength: 70 }), fc.domain())
        .map(([local, domain]) => `${local}@${domain}`),
      fc.emailAddress(),
    );
    fc.assert(
      fc.property(anything, typed => {
        const read = parseEmailAddress(typed);
        if (read === undefined) return;
        expect(typed.includes(read)).toBe(true);
        expect(Buffer.byteLength(read)).toBeLessThanOrEqual(254);
        expect(read).not.toMatch(/[\p{C}\p{Z}]/u);
        expect(read.split('@')).toHaveLength(2);
        expect(parseEmailAddress(read)).toBe(read);
        expect(parseEmailAddress(`  ${read}\t`)).toBe(read);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is measured before anything looks at it: a megabyte costs no time', () => {
    for (const bomb of [
      'a'.repeat(1_000_000),
      `${'a.'.repeat(500_000)}@b.co`,
      ' '.repeat(1_000_000),
      '\u0301'.repeat(500_000),
    ]) {
      expect(parseEmailAddress(bomb)).toBeUndefined();
    }
  });
});
