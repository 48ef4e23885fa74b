import { createHash, timingSafeEqual } from 'node:crypto';
import { bcryptHash, pbkdf2Hash } from './hashingThreads.ts';

/** A hash that another product made: the means to check a password against it. */
export interface ImportedHash {
  /** Takes at least as long as bcrypt at `atLeastCost`. */
  verify(password: string, atLeastCost: number): Promise<boolean>;
}

/** `$2a$` and `$2b$` (Devise, Node), `$2y$` (Laravel); Django writes `bcrypt$` before it, or `bcrypt_sha256$` over a hex digest. */
const BCRYPT = /^(bcrypt\$|bcrypt_sha256\$)?(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/;
/** Django's default: iterations, salt, base64 of 32 bytes. */
const PBKDF2_SHA256 = /^pbkdf2_sha256\$(\d{1,8})\$([^$]{1,128})\$([A-Za-z0-9+/]{43}=)$/;

/** `$2b$12$` and 22 characters; the digest follows. */
const SALT_LENGTH = 29;

/** bcrypt refuses costs outside 4 to 31; above 16 one check would hold a lane for many seconds. */
const MAX_BCRYPT_COST = 16;
const MAX_PBKDF2_ITERATIONS = 5_000_000;

/**
 * Reads a hash made by Devise, Laravel, Django or a bcrypt package. Undefined for anything else.
 * The password is checked exactly as typed: the products that made these hashes did not normalise it.
 */
export function readImportedHash(hash: string): ImportedHash | undefined {
  const [, prefix, bcryptText, costText] = BCRYPT.exec(hash) ?? [];
  if (bcryptText !== undefined) {
    const bcryptCost = Number(costText);
    if (bcryptCost < 4 || bcryptCost > MAX_BCRYPT_COST) return undefined;
    // The letter after $2 tells which old bug the hash was made without; today's algorithm is 2b for all three.
    const modern = `$2b$${bcryptText.slice(4)}`;
    const input = (password: string) =>
      prefix === 'bcrypt_sha256$' ? createHash('sha256').update(password).digest('hex') : password;
    return {
      verify: async (password, atLeastCost) =>
        timingSafeEqual(
          Buffer.from(await bcryptHash(input(password), modern.slice(0, SALT_LENGTH), atLeastCost)),
          Buffer.from(modern),
        ),
    };
  }
  const [, iterationsText, salt, digest] = PBKDF2_SHA256.exec(hash) ?? [];
  if (salt !== undefined && digest !== undefined) {
    const pbkdf2Iterations = Number(iterationsText);
    if (pbkdf2Iterations < 1 || pbkdf2Iterations > MAX_PBKDF2_ITERATIONS) return undefined;
    const expected = Buffer.from(digest, 'base64');
    return {
      verify: async (password, atLeastCost) =>
        timingSafeEqual(await pbkdf2Hash(password, salt, pbkdf2Iterations, expected.length, atLeastCost), expected),
    };
  }
  return undefined;
}
