import { describe, expect, it } from 'vitest';
import { addressAfterId, addressOf, isAbout } from './mailedLink.ts';

const uidOf = (text: string) => Buffer.from(text).toString('hex');
const legacyUidOf = (text: string) => Buffer.from(text).toString('base64url');

describe('the address in a registration link', { tags: ['link-survives'] }, () => {
  it.each(['ada@example.com', 'søren+news@exämple.com'])('is read from its uid: %s', address => {
    expect(addressOf(uidOf(address))).toBe(address);
    expect(addressOf(uidOf(address).toUpperCase())).toBe(address);
    expect(addressOf(legacyUidOf(address))).toBe(address);
  });

  it.each(['', '%%%', uidOf('no address'), '808080', legacyUidOf('no address'), 'gICA'])(
    'is null when the uid contains none: %j',
    uid => {
      expect(addressOf(uid)).toBeNull();
    },
  );
});

describe('a link about an account and an address', () => {
  const id = '0198c0de-0000-7000-8000-00000000000f';
  const uid = id.replaceAll('-', '') + uidOf('søren@exämple.com');

  it('names both in its uid, in any letter case', () => {
    for (const spelling of [uid, uid.toUpperCase()]) {
      expect(addressAfterId(spelling)).toBe('søren@exämple.com');
      expect(isAbout(spelling, id)).toBe(true);
    }
  });

  it('names no other account, and no address where there is none', () => {
    expect(isAbout(uid, id.replace('f', 'e'))).toBe(false);
    expect(addressAfterId(uid.slice(0, 40))).toBeNull();
  });
});
