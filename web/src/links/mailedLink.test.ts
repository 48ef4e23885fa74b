import { describe, expect, it } from 'vitest';
import { addressOf } from './mailedLink.ts';

const uidOf = (text: string) => Buffer.from(text).toString('hex');
const legacyUidOf = (text: string) => Buffer.from(text).toString('base64url');

describe('the address in a registration link', { tags: ['link-survives'] }, () => {
  it.each(['ada@example.com', 'søren+news@exämple.com'])('is read from its uid: %s', address => {
    expect(addressOf({ uid: uidOf(address), token: '' })).toBe(address);
    expect(addressOf({ uid: uidOf(address).toUpperCase(), token: '' })).toBe(address);
    expect(addressOf({ uid: legacyUidOf(address), token: '' })).toBe(address);
  });

  it.each(['', '%%%', uidOf('no address'), '808080', legacyUidOf('no address'), 'gICA'])(
    'is null when the uid contains none: %j',
    uid => {
      expect(addressOf({ uid, token: '' })).toBeNull();
    },
  );
});
