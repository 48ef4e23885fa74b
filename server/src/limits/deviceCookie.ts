import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type CanonicalEmail, inUnicode } from '../domain/emailAddress.ts';
import type { SecretKeys } from '../links/signedLink.ts';

/** Browsers keep no cookie for more than 400 days (RFC 6265bis section 5.5). */
export const DEVICE_COOKIE_LIFETIME_SECONDS = 400 * 24 * 60 * 60;

const TIME_BYTES = 6;
const NONCE_BYTES = 12;
const SIGNATURE_BYTES = 32;
const ENTRY_BYTES = TIME_BYTES + NONCE_BYTES + SIGNATURE_BYTES;
/** Several people may share a browser. */
const MAX_ENTRIES = 5;
/** 50 bytes as base64url, without padding. */
const ENTRY_LENGTH = 67;

/**
 * The known device that a cookie proves for an address, as an id that is not stored; undefined where it proves none. A device cookie (OWASP, "Slow
 * Down Online Guessing Attacks with Device Cookies") is a time and a nonce, signed for the address. A browser that has
 * signed in or reset once has its own limits.
 */
export function knownDevice(
  keys: SecretKeys,
  cookie: string | undefined,
  address: CanonicalEmail,
  now: Date,
): string | undefined {
  return entriesOf(cookie).find(entry => isOf(keys, entry, address, now));
}

/** The value of the cookie that makes this browser a known device of the address too. A valid entry is kept. */
export function withKnownDevice(
  keys: SecretKeys,
  cookie: string | undefined,
  address: CanonicalEmail,
  now: Date,
): string {
  const entries = entriesOf(cookie);
  const known = entries.find(entry => isOf(keys, entry, address, now));
  const entry = known ?? makeEntry(keys, address, now);
  return [entry, ...entries.filter(other => other !== entry)].slice(0, MAX_ENTRIES).join('.');
}

function makeEntry([key]: SecretKeys, address: CanonicalEmail, now: Date): string {
  const claim = Buffer.alloc(TIME_BYTES + NONCE_BYTES);
  claim.writeUIntBE(now.getTime(), 0, TIME_BYTES);
  randomBytes(NONCE_BYTES).copy(claim, TIME_BYTES);
  return Buffer.concat([claim, sign(key, claim, address)]).toString('base64url');
}

/** Longer cookies and other spellings than ours are rejected. */
function entriesOf(cookie: string | undefined): string[] {
  if (cookie === undefined || cookie.length > MAX_ENTRIES * (ENTRY_LENGTH + 1)) return [];
  return cookie.split('.').filter(entry => {
    const bytes = Buffer.from(entry, 'base64url');
    return bytes.length === ENTRY_BYTES && bytes.toString('base64url') === entry;
  });
}

function isOf(keys: SecretKeys, entry: string, address: CanonicalEmail, now: Date): boolean {
  const bytes = Buffer.from(entry, 'base64url');
  const claim = bytes.subarray(0, TIME_BYTES + NONCE_BYTES);
  const ageSeconds = (now.getTime() - claim.readUIntBE(0, TIME_BYTES)) / 1000;
  if (ageSeconds > DEVICE_COOKIE_LIFETIME_SECONDS) return false;
  const signature = bytes.subarray(TIME_BYTES + NONCE_BYTES);
  // Version 0.1 signed the domain as it was typed.
  const spellings = [address, inUnicode(address)];
  return keys.some(key => spellings.some(spelling => timingSafeEqual(sign(key, claim, spelling), signature)));
}

/** The claim has one length, so nothing has to be delimited before the address. */
function sign(key: string, claim: Buffer, address: CanonicalEmail): Buffer {
  return createHmac('sha256', key).update('device\0').update(claim).update(address).digest();
}
