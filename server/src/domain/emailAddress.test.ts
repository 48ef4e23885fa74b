import { domainToASCII, domainToUnicode } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalEmail,
  type EmailAddress,
  inUnicode,
  parseEmailAddress,
  readEmailAddress,
  shownEmail,
} from './emailAddress.ts';

const letter = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const address = letter.map(local => `${local}@example.com` as EmailAddress);
/** Text that was typed as an address, or as nothing in particular. */
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.tuple(fc.string({ unit: 'binary', maxLength: 70 }), fc.domain()).map(([local, domain]) => `${local}@${domain}`),
  fc.tuple(letter, fc.string({ unit: 'grapheme', maxLength: 12 })).map(parts => `${parts.join('@')}.example`),
  fc.emailAddress(),
);
const canonicalOf = (typed: string) => {
  const email = parseEmailAddress(typed);
  return email && canonicalEmail(email);
};

describe('an address', () => {
  it('has one canonical form, which is its own canonical form', () => {
    fc.assert(
      fc.property(fc.oneof(address, anything), typed => {
        const canonical = canonicalEmail(typed as EmailAddress);
        expect(canonicalEmail(canonical)).toBe(canonical);
      }),
      { numRuns: 4_000 },
    );
  });

  it('matches what a case mapping or a compatibility mapping makes of it only where letters are each other’s only case', () => {
    const mappings = [
      (text: string) => text.toLowerCase(),
      (text: string) => text.toUpperCase(),
      (text: string) => text.normalize('NFKC'),
      (text: string) => text.toUpperCase().toLowerCase(),
    ];
    fc.assert(
      fc.property(address, fc.constantFrom(...mappings), (typed, map) => {
        const one = typed;
        const two = map(one) as EmailAddress;
        if (canonicalEmail(one) !== canonicalEmail(two)) return;
        // Marks count as letters of their own, since the capital of a composed letter may not be composed.
        const [letters, mapped] = [[...one.normalize('NFD')], [...two.normalize('NFD')]];
        expect(mapped).toHaveLength(letters.length);
        for (const [n, a] of letters.entries()) {
          const b = mapped[n] ?? '';
          expect(a === b || (a.toLowerCase() === b.toLowerCase() && a.toUpperCase() === b.toUpperCase())).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never shared by two letters that differ as Unicode beyond their own case, over all of Unicode', {
    tags: ['asking-look-alikes'],
  }, () => {
    const seen = new Map<string, string[]>();
    for (let code = 0; code <= 0x10ffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const own = String.fromCodePoint(code);
      // NFC replaces it: another code point is the same letter.
      if (own.normalize('NFC') !== own && own !== '\u212a') continue;
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

  it('is the same however its letters are composed, except that nothing becomes an ASCII letter', () => {
    fc.assert(
      fc.property(letter, local => {
        if (local.includes('\u212a')) return;
        const [composed, decomposed] = [local.normalize('NFC'), local.normalize('NFD')];
        expect(canonicalEmail(`${decomposed}@b.co` as EmailAddress)).toBe(
          canonicalEmail(`${composed}@b.co` as EmailAddress),
        );
      }),
      { numRuns: 2_000 },
    );
    expect(canonicalOf('mi\u212ae@b.co')).not.toBe(canonicalOf('mike@b.co'));
  });

  it('has the domain that IDNA makes of the typed one, also where nothing is to be made of it', () => {
    const label = fc.stringMatching(/^[a-z\d-]{1,12}$/);
    const domain = fc.tuple(
      fc.array(label, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('com', 'example', 'museum'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.domain(),
          domain.map(parts => parts.flat().join('.')),
        ),
        typed => {
          const read = parseEmailAddress(`anna@${typed}`);
          fc.pre(read !== undefined && !typed.includes('xn--'));
          expect(read).toBe(`anna@${domainToASCII(typed)}`);
          expect(shownEmail(read as EmailAddress)).toBe(`anna@${domainToUnicode(typed)}`);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('ignores ASCII letter case in both parts', () => {
    fc.assert(
      fc.property(fc.mixedCase(fc.constant('ada.lovelace+list@mail.example.com')), typed => {
        expect(canonicalOf(typed)).toBe('ada.lovelace+list@mail.example.com');
      }),
    );
  });

  // flora-pm/flora-server#561, dotnet/aspnetcore#9107: Chromium sends Punycode.
  it.each([
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.Example', 'xn--bcher-kva.example'],
    ['bu\u0308cher.example', 'xn--bcher-kva.example'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
    ['\uff42\u00fccher\u3002example', 'xn--bcher-kva.example'],
    ['faß.example', 'xn--fa-hia.example'],
    ['fass.example', 'fass.example'],
    ['σοφός.example', 'xn--0xagbn4a.example'],
    ['例子.世界', 'xn--fsqu00a.xn--rhqv96g'],
    ['نامه\u200cای.example', 'xn--mgba3gch31f060k.example'],
    ['r3---a.example', 'r3---a.example'],
    ['0x7f.example', '0x7f.example'],
  ])('at %s is at %s', (typed, domain) => {
    expect(canonicalOf(`anna@${typed}`)).toBe(`anna@${domain}`);
  });

  it.each([
    ['not a name that resolves', ['localhost', 'example', 'a..b', '.example.com', '']],
    ['a number, as URLs read it', ['1.2.3.4', '1.2.3', '0x7f.1', '0x7f.0x1', '2130706433', '１２７.0.0.1', '[::1]']],
    ['cut or decoded by a URL', ['b.co/x', 'b.co:25', 'b.co?x', 'b.co#x', 'exam%70le.com', 'b.co％2e', 'b\\c.co']],
    ['no A-label', ['xn--a.example', 'xn--.example', 'xn--abc-.example', 'xn--bcher-kv9.example']],
    ['too long', [`${'a'.repeat(64)}.com`, `${'ü'.repeat(60)}.com`, `${'abcdefg.'.repeat(32)}com`]],
    ['against IDNA', ['-b.co', 'b-.co', 'a_b.co', '\u0338a.co', 'exam\u200dple.com', '1א.co']],
  ])('is refused at a domain that is %s', (_why, domains) => {
    for (const domain of domains) expect([domain, parseEmailAddress(`anna@${domain}`)]).toEqual([domain, undefined]);
  });

  // alphagov/notifications-utils#471, churchthemes/church-theme-framework#16, validatorjs/validator.js#940
  it('loses at its ends what copying brings along', () => {
    const before = fc.constantFrom(
      ' ',
      '\u00a0',
      '\u3000',
      '\t',
      '\ufeff',
      '\u200b',
      '\u202a',
      '\u2066',
      '<',
      '(',
      '"',
      '«',
      '「',
      'mailto:',
      'MAILTO:',
    );
    const after = fc.constantFrom(
      ' ',
      '\u00a0',
      '\u200b',
      '\u200e',
      '\u202c',
      '\u2069',
      '>',
      ')',
      '"',
      '»',
      '」',
      ',',
      ';',
      '.',
      '。',
      ':',
      '!',
    );
    const own = fc.constantFrom('anna@bücher.example', 'o’neil@example.com', '.a..b.@docomo.ne.jp', "'a@example.com");
    fc.assert(
      fc.property(fc.array(before, { maxLength: 6 }), own, fc.array(after, { maxLength: 6 }), (left, middle, right) => {
        expect(parseEmailAddress([...left, middle, ...right].join(''))).toBe(parseEmailAddress(middle));
      }),
    );
    for (const typed of [
      "'anna@example.com'",
      "  'anna@example.com',",
      'mailto:anna@example.com?subject=Hi%20Anna',
      '<mailto:anna@example.com>',
    ]) {
      expect(parseEmailAddress(typed)).toBe('anna@example.com');
    }
  });

  it('is refused with a line break anywhere, also at its ends', { tags: ['asking-malformed'] }, () => {
    for (const end of ['\n', '\r\n', '\v', '\f', '\u0085', '\u2028', '\u2029']) {
      for (const typed of [`a@b.co${end}`, `${end}a@b.co`, `<a@b.co>${end}`, `a@${end}b.co`]) {
        expect(readEmailAddress(typed)).toEqual({ fault: 'addressHasLineBreak' });
      }
    }
  });

  it('is refused where a mark makes another sign of a sign: it could not be read again', {
    tags: ['asking-malformed'],
  }, () => {
    for (const local of ['a=\u0338', '\u2260', '\u1fef'])
      expect(readEmailAddress(`${local}@example.com`)).toEqual({ fault: 'addressHasNoLocalPart' });
    expect(parseEmailAddress('a~\u0338@example.com')).toBe('a~\u0338@example.com');
  });

  it('is accepted only as one line without anything invisible, of at most 254 octets, and is read alike again', {
    tags: ['asking-malformed'],
  }, () => {
    fc.assert(
      fc.property(anything, typed => {
        const read = parseEmailAddress(typed);
        if (read === undefined) return;
        expect(Buffer.byteLength(read)).toBeLessThanOrEqual(254);
        expect(read).not.toMatch(/[\p{C}\p{Z}]/u);
        expect(read).toMatch(/^[^@]{1,64}@[a-z\d.-]+$/u);
        expect(parseEmailAddress(read)).toBe(read);
        expect(parseEmailAddress(inUnicode(read))).toBe(read);
        expect(parseEmailAddress(shownEmail(read))).toBe(read);
        expect(parseEmailAddress(`  ${read}\t`)).toBe(read);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['Anna@bücher.example', 'Anna@bücher.example'],
    ['anna@xn--bcher-kva.example', 'anna@bücher.example'],
    ['миша@xn--e1afmkfd.xn--p1ai', 'миша@пример.рф'],
    ['taro@日本語abc.jp', 'taro@日本語abc.jp'],
    // Cyrillic letters among Latin ones, and alone where they look Latin.
    ['a@gооgle.com', 'a@xn--ggle-55da.com'],
    ['a@раураӏ.com', 'a@xn--80aa0cbo65f.com'],
    ['a@💩.la', 'a@xn--ls8h.la'],
  ])('%s is shown as %s', (typed, shown) => {
    expect(shownEmail(parseEmailAddress(typed) as EmailAddress)).toBe(shown);
  });

  it('is measured before anything looks at it: a megabyte costs no time', { tags: ['asking-malformed'] }, () => {
    for (const bomb of [
      'a'.repeat(1_000_000),
      `${'a.'.repeat(500_000)}@b.co`,
      ' '.repeat(1_000_000),
      '\u0301'.repeat(500_000),
    ]) {
      expect(readEmailAddress(bomb)).toEqual({ fault: 'addressTooLong' });
    }
  });
});
