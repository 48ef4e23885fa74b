import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeClaim } from './linkStatus.ts';
import { type LinkPurpose, type LinkState, readLink, type SecretKeys, signLink } from './signedLink.ts';
import { accountIdOfUid, addressOfUid, uidOfAccount, uidOfAddress } from './uid.ts';

const purpose = fc.constantFrom<LinkPurpose>('password-reset', 'password-reset-revoke', 'registration');
const text = fc.string({ unit: 'binary', maxLength: 40 });
const state: fc.Arbitrary<LinkState> = fc.array(fc.option(text), { maxLength: 6 });
const key = fc.string({ minLength: 1, maxLength: 60 });
const issuedAt = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });
const claim = fc.record({ purpose, uid: text, state, issuedAt });
const keys = fc.array(key, { minLength: 1, maxLength: 4 }).map(list => list as unknown as SecretKeys);

/** What stands between two fields where their lengths are left out. */
const NULS = '\u0000'.repeat(4);

describe('a signed link', () => {
  it('verifies whenever we made it, with the key or a fallback, and tells when it was made and for what state', () => {
    fc.assert(
      fc.property(keys, claim, fc.nat(), (signers, made, turn) => {
        const signer = signers[turn % signers.length] as string;
        const token = signLink([signer], made);
        const read = readLink(signers, { purpose: made.purpose, uid: made.uid, token });
        expect(read?.issuedAt).toEqual(made.issuedAt);
        expect(read?.covers(made.state)).toBe(true);
      }),
    );
  });

  it('is nothing at all under another key, purpose or uid', () => {
    fc.assert(
      fc.property(key, claim, key, claim, (own, made, foreign, other) => {
        const token = signLink([own], made);
        if (foreign !== own) expect(readLink([foreign], { ...made, token })).toBeUndefined();
        if (other.purpose !== made.purpose)
          expect(readLink([own], { ...made, purpose: other.purpose, token })).toBeUndefined();
        if (other.uid !== made.uid) expect(readLink([own], { ...made, uid: other.uid, token })).toBeUndefined();
      }),
    );
  });

  it('covers no other state, however its fields are divided (CVE-2026-6873)', () => {
    fc.assert(
      fc.property(key, claim, state, (own, made, other) => {
        const read = readLink([own], { ...made, token: signLink([own], made) });
        expect(read?.covers(other)).toBe(JSON.stringify(other) === JSON.stringify(made.state));
      }),
    );
    const made = { purpose: 'registration' as const, uid: 'u', issuedAt: new Date(0) };
    const covers = (signed: LinkState, asked: LinkState) =>
      readLink(['k'], { ...made, token: signLink(['k'], { ...made, state: signed }) })?.covers(asked);
    const alike: LinkState[] = [
      ['ab', 'c'],
      ['a', 'bc'],
      ['abc'],
      ['abc', ''],
      ['', 'abc'],
      [null],
      ['null'],
      [''],
      [],
      ['text', 'a'],
      ['a', null],
      ['a', 'b'],
      [`a${NULS}text${NULS}b`],
      [null, 'a'],
    ];
    for (const [n, one] of alike.entries())
      for (const [m, two] of alike.entries()) expect(covers(one, two)).toBe(n === m);
  });

  it('is refused when anything about it is altered, re-encoded, cut short or made longer', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    fc.assert(
      fc.property(key, claim, fc.nat(70), fc.integer({ min: 1, max: 63 }), text, (own, made, at, step, junk) => {
        const token = signLink([own], made);
        const read = (changed: string) => readLink([own], { ...made, token: changed });
        const replaced = alphabet[(alphabet.indexOf(token[at] ?? '') + step) % 64];
        expect(read(token.slice(0, at) + replaced + token.slice(at + 1))).toBeUndefined();
        expect(read(token.slice(0, at))).toBeUndefined();
        if (junk !== '') {
          expect(read(token + junk)).toBeUndefined();
          expect(read(junk + token)).toBeUndefined();
          expect(read(token.slice(0, at) + junk + token.slice(at))).toBeUndefined();
        }
      }),
    );
  });

  it('survives a mail program: it ends in no punctuation and holds nothing but letters, digits, - and _', () => {
    fc.assert(
      fc.property(key, claim, (own, made) => {
        expect(signLink([own], made)).toMatch(/^[A-Za-z0-9_-]{70}[A-Za-z0-9]$/);
      }),
    );
  });

  it('never throws for any text', () => {
    const anything = fc.oneof(
      text,
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.base64String(),
      fc.constant('A'.repeat(71)),
    );
    fc.assert(
      fc.property(key, purpose, anything, anything, (own, wanted, uid, token) => {
        expect(readLink([own], { purpose: wanted, uid, token })).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  it('works for N seconds, is EXPIRED at N + 1 and not at N, and SPENT where its state has changed', () => {
    const made = { purpose: 'password-reset' as const, uid: 'u', state: ['a'], issuedAt: new Date(1_000_000) };
    const read = readLink(['k'], { ...made, token: signLink(['k'], made) });
    if (!read) throw new Error('the link does not verify');
    const judge = (afterMs: number, nowState: LinkState = ['a']) =>
      judgeClaim(read, { states: [nowState], timeoutSeconds: 60, now: new Date(1_000_000 + afterMs) });
    expect([0, 59_999, 60_000, 60_999].map(ms => judge(ms))).toEqual(['VALID', 'VALID', 'VALID', 'VALID']);
    expect([61_000, 10_000_000].map(ms => judge(ms))).toEqual(['EXPIRED', 'EXPIRED']);
    expect(judge(60_000, ['b'])).toBe('SPENT');
    expect(judge(61_000, ['b'])).toBe('EXPIRED');
  });
});

describe('a uid', () => {
  it('is the one spelling of an account id, and every other text is none', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string({ unit: 'binary', maxLength: 30 }), (id, junk) => {
        expect(accountIdOfUid(uidOfAccount(id))).toBe(id);
        expect(uidOfAccount(id)).toMatch(/^[A-Za-z0-9_-]{22}$/);
        const read = accountIdOfUid(junk);
        expect(read === undefined || uidOfAccount(read) === junk).toBe(true);
      }),
    );
    const uid = uidOfAccount('123e4567-e89b-42d3-a456-426614174000');
    for (const wrong of [
      `${uid}=`,
      uid.slice(1),
      ` ${uid}`,
      `${uid.slice(0, -1)}B`,
      uid.toLowerCase(),
      '',
      `${uid}AA`,
      uid.slice(0, 20),
    ]) {
      expect(accountIdOfUid(wrong)).toBeUndefined();
    }
  });

  it('is the one spelling of an address, and every other text is none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (address, junk) => {
        expect(addressOfUid(uidOfAddress(address))).toBe(address);
        const read = addressOfUid(junk);
        expect(read === undefined || uidOfAddress(read) === junk).toBe(true);
      }),
    );
    // 0xff is no UTF-8: its reading would be another text than was encoded.
    expect(addressOfUid(Buffer.from([0xff]).toString('base64url'))).toBeUndefined();
  });
});
