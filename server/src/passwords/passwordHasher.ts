import type { HashingPool } from './hashingPool.ts';
import type { HashingTurn } from './hashingTurn.ts';
import { formsOf, readImportedHash } from './importedHash.ts';
import { normalisePassword } from './normalisePassword.ts';
import { checkCurrent, costOf, decoyHash, hashPassword, type PasswordHash } from './passwordHash.ts';
import { LONGEST_TYPED_PASSWORD } from './passwordPolicy.ts';

/** Hashes and checks passwords in the hashing pool. Every function may throw HashingQueueFull or HashingTimedOut. */
export interface PasswordHasher {
  /** A hash of the password in the current scheme and cost. */
  hash(password: string, turn: HashingTurn): Promise<PasswordHash>;
  /**
   * Checks a password against what is stored. It takes at least the time of one hash at the current cost. That includes
   * a missing account or password, an unreadable hash, and a cheaper imported one. So time reveals nothing
   * (CVE-2016-2513, CVE-2018-6188, CVE-2024-39329). Where other products may have hashed another form of a password, an
   * imported hash is checked with each (importedHash.ts). A wrong password then takes the time of as many hashes for any
   * stored hash. `outdated` is true where the password is right but its hash should be rewritten.
   */
  verify(
    password: string,
    stored: PasswordHash | null | undefined,
    turn: HashingTurn,
  ): Promise<{ readonly matches: boolean; readonly outdated: boolean }>;
}

/** Makes the hasher of the given bcrypt cost (log2 of rounds). */
export function createPasswordHasher(options: {
  readonly cost: number;
  readonly pool: Pick<HashingPool, 'derive' | 'matches'>;
}): PasswordHasher {
  const { cost, pool } = options;
  const decoy = decoyHash(cost);

  async function check(typed: string, stored: string, turn: HashingTurn) {
    const normalised = normalisePassword(typed);
    const tried =
      readImportedHash(stored)?.checkOf(typed) ?? checkCurrent(normalised, stored) ?? checkCurrent(normalised, decoy);
    const matches = tried !== undefined && (await pool.matches(tried, { cost, times: formsOf(typed).length }, turn));
    return { matches, outdated: matches && costOf(stored) !== cost };
  }

  return {
    hash: (password, turn) => hashPassword(work => pool.derive(work, cost, turn), normalisePassword(password), cost),

    async verify(typed, stored, turn) {
      // No account has so long a password, and normalising it takes time that grows with the square of its length
      // (CVE-2013-1443).
      const oversized = typed.length > LONGEST_TYPED_PASSWORD;
      const { matches, outdated } = await check(oversized ? '' : typed, stored ?? '', turn);
      return { matches: matches && !oversized, outdated: outdated && !oversized };
    },
  };
}
