import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import type { SecretKeys } from '../links/signedLink.ts';
import { DEVICE_COOKIE_LIFETIME_SECONDS, knownDevice, withKnownDevice } from './deviceCookie.ts';

const KEYS: SecretKeys = ['one key'];
const ADA = 'ada@example.com' as CanonicalEmail;
const EVE = 'eve@example.com' as CanonicalEmail;
const NOW = new Date(1_800_000_000_000);
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

describe('a device cookie', () => {
  it('proves a known device of its own address and of no other', () => {
    const cookie = withKnownDevice(KEYS, undefined, ADA, NOW);
    expect(knownDevice(KEYS, cookie, ADA, NOW)).toBe(cookie);
    expect(knownDevice(KEYS, cookie, EVE, NOW)).toBeUndefined();
    expect(knownDevice(KEYS, undefined, ADA, NOW)).toBeUndefined();
  });

  it('names each device by a name of its own', () => {
    const [one, two] = [1, 2].map(() => withKnownDevice(KEYS, undefined, ADA, NOW));
    expect(one).not.toBe(two);
  });

  it('stays the same at the next sign-in, and goes on through a rotation of the key', () => {
    const cookie = withKnownDevice(KEYS, undefined, ADA, NOW);
    expect(withKnownDevice(KEYS, cookie, ADA, later(1_000))).toBe(cookie);
    expect(knownDevice(['new key', ...KEYS], cookie, ADA, NOW)).toBe(cookie);
    expect(knownDevice(['new key'], cookie, ADA, NOW)).toBeUndefined();
  });

  it('works for 400 days and not for longer', () => {
    const cookie = withKnownDevice(KEYS, undefined, ADA, NOW);
    expect(knownDevice(KEYS, cookie, ADA, later(DEVICE_COOKIE_LIFETIME_SECONDS))).toBe(cookie);
    expect(knownDevice(KEYS, cookie, ADA, later(DEVICE_COOKIE_LIFETIME_SECONDS + 1))).toBeUndefined();
    expect(withKnownDevice(KEYS, cookie, ADA, later(DEVICE_COOKIE_LIFETIME_SECONDS + 1))).not.toBe(cookie);
  });

  it('holds the five accounts of a shared browser that signed in last', () => {
    const addresses = Array.from({ length: 6 }, (_, n) => `person-${n}@example.com` as CanonicalEmail);
    const cookie = addresses.reduce<string | undefined>(
      (value, address) => withKnownDevice(KEYS, value, address, NOW),
      undefined,
    );
    expect(addresses.map(address => knownDevice(KEYS, cookie, address, NOW) !== undefined)).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it('proves nothing where it is forged', () => {
    const entry = withKnownDevice(KEYS, undefined, ADA, NOW);
    const forgeries = [
      entry.slice(0, -1),
      `${entry}A`,
      `${entry}=`,
      entry.toLowerCase(),
      ` ${entry}`,
      randomBytes(50).toString('base64url'),
      Array(50).fill(entry).join('.'),
      '',
      '.',
      '.....',
    ];
    expect(forgeries.map(cookie => knownDevice(KEYS, cookie, ADA, NOW))).toEqual(forgeries.map(() => undefined));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), cookie => {
        expect(knownDevice(KEYS, cookie, ADA, NOW)).toBeUndefined();
        expect(knownDevice(KEYS, withKnownDevice(KEYS, cookie, ADA, NOW), ADA, NOW)).toBeDefined();
      }),
    );
  });

  it('is spoilt by a change of any one of its bits', () => {
    const entry = withKnownDevice(KEYS, undefined, ADA, NOW);
    const bytes = Buffer.from(entry, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(knownDevice(KEYS, changed.toString('base64url'), ADA, NOW)).toBeUndefined();
    }
  });
});
