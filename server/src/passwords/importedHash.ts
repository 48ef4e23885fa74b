import { createHash, timingSafeEqual } from 'node:crypto';
import { isBcryptCostWithinBounds, isPbkdf2WithinBounds } from './hashBounds.ts';
import type { Derive } from './hashingWork.ts';

/** A hash of another product, with what is needed to check a password. */
export interface ImportedHash {
  /** Takes as long as `derive` does. */
  verify(derive: Derive, password: string): Promise<boolean>;
}

/**
 * `$2a$` and `$2b$` (Devise, Node), `$2y$` (Laravel); Django writes `bcrypt$` before it, or `bcrypt_sha256$` over a hex
 * digest.
 */
const BCRYPT = /^(bcrypt\$|bcrypt_sha256\$)?(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/;
/** Django's default: iterations, salt, base64 of 32 bytes. */
const PBKDF2_SHA256 = /^pbkdf2_sha256\$(\d{1,8})\$([^$]{1,128})\$([A-Za-z0-9+/]{43}=)$/;

/** `$2b$12$` and 22 characters; the digest follows. */
const SALT_LENGTH = 29;

/**
 * Reads a hash made by Devise, Laravel, Django or a bcrypt package. Undefined for anything else.
 * The password is checked exactly as typed: the products that made these hashes did not normalise it.
 */
export function readImportedHash(hash: string): ImportedHash | undefined {
  const [, prefix, bcryptText, costText] = BCRYPT.exec(hash) ?? [];
  if (bcryptText !== undefined) {
    if (!isBcryptCostWithinBounds(Number(costText))) return undefined;
    // The letter after $2 tells which old bug the hash was made without; today's algorithm is 2b for all three.
    const modern = `$2b$${bcryptText.slice(4)}`;
    const input = (password: string) =>
      prefix === 'bcrypt_sha256$' ? createHash('sha256').update(password).digest('hex') : password;
    return {
      async verify(derive, password) {
        const salt = modern.slice(0, SALT_LENGTH);
        const computed = await derive({ kind: 'bcrypt', input: input(password), salt });
        return timingSafeEqual(Buffer.from(computed), Buffer.from(modern));
      },
    };
  }
  const [, iterationsText, salt, digest] = PBKDF2_SHA256.exec(hash) ?? [];
  if (salt !== undefined && digest !== undefined) {
    const iterations = Number(iterationsText);
    if (!isPbkdf2WithinBounds(iterations)) return undefined;
    const expected = Buffer.from(digest, 'base64');
    return {
      async verify(derive, password) {
        const computed = await derive({ kind: 'pbkdf2', input: password, salt, iterations, bytes: expected.length });
        return timingSafeEqual(Buffer.from(computed, 'base64'), expected);
      },
    };
  }
  return undefined;
}
