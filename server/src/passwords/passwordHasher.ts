import { readImportedHash } from './importedHash.ts';
import type { Lanes } from './lanes.ts';
import { normalisePassword } from './normalisePassword.ts';
import { costOf, decoyHash, hashPassword, type PasswordHash, verifyCurrent } from './passwordHash.ts';
import { LONGEST_TYPED_PASSWORD } from './passwordPolicy.ts';

/** Hashes and checks passwords, each in a lane. Every function throws LanesFull where too much is waiting. */
export interface PasswordHasher {
  /** A hash of the password in the current scheme and cost. */
  hash(password: string): Promise<PasswordHash>;
  /**
   * Checks a password against what is stored. Always spends the time of one hash at the current cost, whatever is stored: nothing at all
   * (no such account, or one without a password), an unreadable hash, or a cheaper one from elsewhere, right or wrong, so that time tells
   * nothing apart (CVE-2016-2513, CVE-2018-6188, CVE-2024-39329).
   * `outdated` is true where the password is right but its hash should be rewritten.
   */
  verify(password: string, stored: PasswordHash | null | undefined): Promise<{ matches: boolean; outdated: boolean }>;
}

/** Makes the hasher of the given bcrypt cost (log2 of rounds). */
export function createPasswordHasher(options: { readonly cost: number; readonly lanes: Lanes }): PasswordHasher {
  const { cost, lanes } = options;
  const decoy = decoyHash(cost);

  async function check(typed: string, stored: string) {
    const imported = readImportedHash(stored);
    if (imported) {
      const matches = await imported.verify(typed, cost);
      return { matches, outdated: matches };
    }
    const hash = costOf(stored) === undefined ? decoy : stored;
    const matches = await verifyCurrent(normalisePassword(typed), hash, cost);
    return { matches, outdated: matches && costOf(hash) !== cost };
  }

  return {
    hash: password => lanes.run(() => hashPassword(normalisePassword(password), cost)),

    verify: (typed, stored) =>
      lanes.run(async () => {
        // No account has so long a password, and normalising it takes time that grows with the square of its length (CVE-2013-1443).
        const oversized = typed.length > LONGEST_TYPED_PASSWORD;
        const { matches, outdated } = await check(oversized ? '' : typed, stored ?? '');
        return { matches: matches && !oversized, outdated: outdated && !oversized };
      }),
  };
}
