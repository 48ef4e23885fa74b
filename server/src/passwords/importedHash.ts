import { createHash, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import bcrypt from 'bcrypt';

const pbkdf2Async = promisify(pbkdf2);

/** A hash that another product made, with the means to check a password against it. */
export interface ImportedHash {
  /** The work of one check: bcrypt rounds as log2, or PBKDF2 iterations. */
  readonly work: { readonly bcryptCost: number } | { readonly pbkdf2Iterations: number };
  verify(password: string): Promise<boolean>;
}

/** `$2a$` and `$2b$` (Devise, Node), `$2y$` (Laravel); Django writes `bcrypt$` before it, or `bcrypt_sha256$` over a hex digest. */
const BCRYPT = /^(bcrypt\$|bcrypt_sha256\$)?(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/;
/** Django's default: iterations, salt, base64 of 32 bytes. */
const PBKDF2_SHA256 = /^pbkdf2_sha256\$(\d{1,8})\$([^$]{1,128})\$([A-Za-z0-9+/]{43}=)$/;

/** bcrypt refuses costs outside 4 to 31; above 16 one check would hold a lane for many seconds. */
const MAX_BCRYPT_COST = 16;
const MAX_PBKDF2_ITERATIONS = 5_000_000;

/**
 * Reads a hash made by Devise, Laravel, Django or a bcrypt package. Undefined for anything else.
 * The password is checked exactly as typed: the products that made these hashes did not normalise it.
 */
export function readImportedHash(hash: string): ImportedHash | undefined {
  const [, prefix, bcryptHash, costText] = BCRYPT.exec(hash) ?? [];
  if (bcryptHash !== undefined) {
    const bcryptCost = Number(costText);
    if (bcryptCost < 4 || bcryptCost > MAX_BCRYPT_COST) return undefined;
    // The letter after $2 tells which old bug the hash was made without; today's algorithm is 2b for all three.
    const modern = `$2b$${bcryptHash.slice(4)}`;
    const input = (password: string) =>
      prefix === 'bcrypt_sha256$' ? createHash('sha256').update(password).digest('hex') : password;
    return { work: { bcryptCost }, verify: password => bcrypt.compare(input(password), modern) };
  }
  const [, iterationsText, salt, digest] = PBKDF2_SHA256.exec(hash) ?? [];
  if (salt !== undefined && digest !== undefined) {
    const pbkdf2Iterations = Number(iterationsText);
    if (pbkdf2Iterations < 1 || pbkdf2Iterations > MAX_PBKDF2_ITERATIONS) return undefined;
    const expected = Buffer.from(digest, 'base64');
    return {
      work: { pbkdf2Iterations },
      verify: async password =>
        timingSafeEqual(await pbkdf2Async(password, salt, pbkdf2Iterations, expected.length, 'sha256'), expected),
    };
  }
  return undefined;
}
