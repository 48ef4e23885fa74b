import { createHmac } from 'node:crypto';
import bcrypt from 'bcrypt';
import { isBcryptCostWithinBounds } from './hashBounds.ts';
import type { Derive, PasswordCheck } from './hashingWork.ts';

/** A stored password hash of any scheme that this product can read. Never a password. */
export type PasswordHash = string & { readonly __brand: 'PasswordHash' };

/** passlib's `bcrypt_sha256`, version 2: cost, 22 characters of salt, 31 of digest. */
const CURRENT_SCHEME = /^\$bcrypt-sha256\$v=2,t=2b,r=(\d{1,2})\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/;

/**
 * The cost (log2 of bcrypt's rounds) of a hash in the current scheme; undefined for any other text, and for a cost out
 * of bounds.
 */
export function costOf(hash: string): number | undefined {
  const cost = Number(CURRENT_SCHEME.exec(hash)?.[1]);
  return isBcryptCostWithinBounds(cost) ? cost : undefined;
}

/**
 * Hashes a normalised password with a fresh salt.
 *
 * bcrypt reads 72 bytes and stops at a NUL, so its input is HMAC-SHA256 of the password, keyed with the salt. Keying
 * with the salt keeps stolen plain SHA-256 digests from being tried as they are ("password shucking"). The result is
 * passlib's `bcrypt_sha256` format, so that exported accounts can be used elsewhere.
 */
export async function hashPassword(derive: Derive, password: string, cost: number): Promise<PasswordHash> {
  const salt = bcrypt.genSaltSync(cost);
  const digest = await derive({ kind: 'bcrypt', input: prehash(password, salt.slice(-22)), salt });
  const [, , , saltAndDigest = ''] = digest.split('$');
  return `$bcrypt-sha256$v=2,t=2b,r=${cost}$${saltAndDigest.slice(0, 22)}$${saltAndDigest.slice(22)}` as PasswordHash;
}

/**
 * The check of a normalised password against a hash of the current scheme. Undefined for a hash of another scheme, or
 * out of bounds.
 */
export function checkCurrent(password: string, hash: string): PasswordCheck | undefined {
  const cost = costOf(hash);
  const [, , salt = '', expected = ''] = CURRENT_SCHEME.exec(hash) ?? [];
  if (cost === undefined) return undefined;
  const bcryptSalt = `$2b$${String(cost).padStart(2, '0')}$${salt}`;
  return { works: [{ kind: 'bcrypt', input: prehash(password, salt), salt: bcryptSalt }], expected };
}

/**
 * A hash of the current scheme and the given cost that no password matches. A check against it takes exactly as long as
 * against a real one. Its digest is 31 constant characters.
 */
export function decoyHash(cost: number): PasswordHash {
  const salt = bcrypt.genSaltSync(cost).slice(-22);
  return `$bcrypt-sha256$v=2,t=2b,r=${cost}$${salt}$${'.'.repeat(31)}` as PasswordHash;
}

function prehash(password: string, salt: string): string {
  return createHmac('sha256', salt).update(password).digest('base64');
}
