import { createHmac, timingSafeEqual } from 'node:crypto';
import bcrypt from 'bcrypt';
import { bcryptHash } from './hashingThreads.ts';

/** A stored password hash of any scheme that this product can read. Never a password. */
export type PasswordHash = string & { readonly __brand: 'PasswordHash' };

/** passlib's `bcrypt_sha256`, version 2: cost, 22 characters of salt, 31 of digest. */
const CURRENT_SCHEME = /^\$bcrypt-sha256\$v=2,t=2b,r=(\d{1,2})\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/;

/** The cost (log2 of bcrypt's rounds) of a hash in the current scheme; undefined for any other text. */
export function costOf(hash: string): number | undefined {
  const cost = CURRENT_SCHEME.exec(hash)?.[1];
  return cost === undefined ? undefined : Number(cost);
}

/**
 * Hashes a normalised password with a fresh salt.
 *
 * bcrypt reads 72 bytes and stops at a NUL, so it is given HMAC-SHA256 of the password keyed with the salt instead. Keying with the salt
 * keeps stolen plain SHA-256 digests from being tried as they are ("password shucking").
 * The result is passlib's `bcrypt_sha256` format, so that exported accounts can be used elsewhere.
 */
export async function hashPassword(password: string, cost: number): Promise<PasswordHash> {
  const salt = bcrypt.genSaltSync(cost);
  const digest = await bcryptHash(prehash(password, salt.slice(-22)), salt);
  const [, , , saltAndDigest = ''] = digest.split('$');
  return `$bcrypt-sha256$v=2,t=2b,r=${cost}$${saltAndDigest.slice(0, 22)}$${saltAndDigest.slice(22)}` as PasswordHash;
}

/**
 * Whether a normalised password is the one behind a hash of the current scheme; it takes at least as long as bcrypt at `atLeastCost`. A hash
 * of another scheme is never matched.
 */
export async function verifyCurrent(password: string, hash: string, atLeastCost = 0): Promise<boolean> {
  const [, cost = '', salt = '', digest = ''] = CURRENT_SCHEME.exec(hash) ?? [];
  if (!digest) return false;
  const computed = await bcryptHash(prehash(password, salt), `$2b$${cost.padStart(2, '0')}$${salt}`, atLeastCost);
  return timingSafeEqual(Buffer.from(computed.slice(-31)), Buffer.from(digest));
}

/**
 * A hash of the current scheme and the given cost that no password is behind: checking against it takes exactly as long as checking against
 * a real one. Its digest is 31 characters of no hash at all.
 */
export function decoyHash(cost: number): PasswordHash {
  const salt = bcrypt.genSaltSync(cost).slice(-22);
  return `$bcrypt-sha256$v=2,t=2b,r=${cost}$${salt}$${'.'.repeat(31)}` as PasswordHash;
}

function prehash(password: string, salt: string): string {
  return createHmac('sha256', salt).update(password).digest('base64');
}
