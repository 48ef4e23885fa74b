import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signLegacyLink } from '../testing/legacyLink.ts';
import { judgeClaim } from './linkStatus.ts';
import { accountIdOf, subjectOfAccount } from './linkSubject.ts';
import { type LinkPurpose, type LinkState, readLink, type SecretKeys, signLink } from './signedLink.ts';

const purpose = fc.constantFrom<LinkPurpose>(
  'password-reset',
  'password-reset-revoke',
  'registration',
  'email-change',
  'email-change-revert',
);
const text = fc.string({ unit: 'binary', maxLength: 40 });
const subject = fc.uint8Array({ minLength: 1, maxLength: 40 }).map(bytes => Buffer.from(bytes));
const state: fc.Arbitrary<LinkState> = fc.array(fc.option(text), { maxLength: 6 });
const key = fc.string({ minLength: 1, maxLength: 60 });
const issuedAt = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });
const claim = fc.record({ purpose, subject, state, issuedAt });
const keys = fc.array(key, { minLength: 1, maxLength: 4 }).map(list => list as unknown as SecretKeys);
/** Today's links, and those that version 0.1 has mailed. */
const sign = fc.constantFrom(signLink, (list: SecretKeys, made: Parameters<typeof signLink>[1]) =>
  signLegacyLink(list[0], made),
);

/** What stands between two fields where their lengths are left out. */
const NULS = '\u0000'.repeat(4);

describe('a signed link', () => {
  it('verifies whenever we made it, with the key or a fallback, and tells what it is about, when it was made and for what state', () => {
    fc.assert(
      fc.property(keys, claim, fc.nat(), sign, (signers, made, turn, signed) => {
        const signer = signers[turn % signers.length] as string;
        const read = readLink(signers, made.purpose, signed([signer], made));
        expect(read?.subject).toEqual(made.subject);
        expect(read?.issuedAt).toEqual(made.issuedAt);
        expect(read?.covers(made.state)).toBe(true);
      }),
    );
  });

  it('is nothing at all under another key, purpose or uid', { tags: ['link-invalid'] }, () => {
    fc.assert(
      fc.property(key, claim, key, claim, sign, (own, made, foreign, other, signed) => {
        const link = signed([own], made);
        const { uid } = signed([own], other);
        if (foreign !== own) expect(readLink([foreign], made.purpose, link)).toBeUndefined();
        if (other.purpose !== made.purpose) expect(readLink([own], other.purpose, link)).toBeUndefined();
        if (uid !== link.uid) expect(readLink([own], made.purpose, { ...link, uid })).toBeUndefined();
      }),
    );
  });

  it('covers no other state, however its fields are divided (CVE-2026-6873)', { tags: ['link-delimited'] }, () => {
    fc.assert(
      fc.property(key, claim, state, (own, made, other) => {
        const read = readLink([own], made.purpose, signLink([own], made));
        expect(read?.covers(other)).toBe(JSON.stringify(other) === JSON.stringify(made.state));
      }),
    );
    const made = { purpose: 'registration' as const, subject: Buffer.from('u'), issuedAt: new Date(0) };
    const covers = (signed: LinkState, asked: LinkState) =>
      readLink(['k'], made.purpose, signLink(['k'], { ...made, state: signed }))?.covers(asked);
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

  it('is refused when anything about it is altered, re-encoded, cut short or made longer', {
    tags: ['link-invalid'],
  }, () => {
    fc.assert(
      fc.property(key, claim, fc.nat(), fc.integer({ min: 1, max: 15 }), text, (own, made, turn, step, junk) => {
        const link = signLink([own], made);
        for (const part of ['uid', 'token'] as const) {
          const right = link[part];
          const at = turn % right.length;
          const read = (changed: string) => readLink([own], made.purpose, { ...link, [part]: changed });
          const replaced = ((Number.parseInt(right[at] ?? '', 16) + step) % 16).toString(16);
          expect(read(right.slice(0, at) + replaced + right.slice(at + 1))).toBeUndefined();
          expect(read(right.slice(0, at))).toBeUndefined();
          expect(read(Buffer.from(right, 'hex').toString('base64url'))).toBeUndefined();
          if (junk !== '') {
            expect(read(right + junk)).toBeUndefined();
            expect(read(junk + right)).toBeUndefined();
            expect(read(right.slice(0, at) + junk + right.slice(at))).toBeUndefined();
          }
        }
      }),
    );
  });

  it('survives a mail program that changes letter case, and is counted as the same link', {
    tags: ['link-survives'],
  }, () => {
    fc.assert(
      fc.property(key, claim, fc.func(fc.boolean()), (own, made, upper) => {
        const { uid, token } = signLink([own], made);
        const changed = (part: string) =>
          [...part].map((letter, at) => (upper(at) ? letter.toUpperCase() : letter)).join('');
        const read = readLink([own], made.purpose, { uid: changed(uid), token: changed(token) });
        expect(read).toMatchObject({ uid, subject: made.subject });
        expect(`${uid}/${token}`).toMatch(/^[0-9a-f]+\/[0-9a-f]{106}$/);
      }),
    );
  });

  it('never throws for any text', { tags: ['link-invalid'] }, () => {
    const anything = fc.oneof(
      text,
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.base64String(),
      fc.constant('A'.repeat(71)),
      fc.constant('a'.repeat(106)),
    );
    fc.assert(
      fc.property(key, purpose, anything, anything, (own, wanted, uid, token) => {
        expect(readLink([own], wanted, { uid, token })).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  it('works for N seconds, is EXPIRED at N + 1 and not at N, and SPENT where its state has changed', {
    tags: ['link-expired'],
  }, () => {
    const made = {
      purpose: 'password-reset' as const,
      subject: Buffer.from('u'),
      state: ['a'],
      issuedAt: new Date(1_000_000),
    };
    const read = readLink(['k'], made.purpose, signLink(['k'], made));
    if (!read) throw new Error('the link does not verify');
    const judge = (afterMs: number, nowState: LinkState = ['a']) =>
      judgeClaim(read, { states: [nowState], timeoutSeconds: 60, now: new Date(1_000_000 + afterMs) });
    expect([0, 59_999, 60_000, 60_999].map(ms => judge(ms))).toEqual(['VALID', 'VALID', 'VALID', 'VALID']);
    expect([61_000, 10_000_000].map(ms => judge(ms))).toEqual(['EXPIRED', 'EXPIRED']);
    expect(judge(60_000, ['b'])).toBe('SPENT');
    expect(judge(61_000, ['b'])).toBe('EXPIRED');
  });
});

describe('the subject of a link about an account', () => {
  it('is its id, and no other bytes are an id', () => {
    fc.assert(
      fc.property(fc.uuid(), subject, (id, bytes) => {
        expect(accountIdOf(subjectOfAccount(id))).toBe(id);
        expect(accountIdOf(bytes) === undefined).toBe(bytes.length !== 16);
      }),
    );
  });
});
