import { pbkdf2Sync } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { type ImportedHash, readImportedHash } from './importedHash.ts';
import type { Lanes } from './lanes.ts';
import { normalisePassword } from './normalisePassword.ts';
import { costOf, hashPassword, type PasswordHash, verifyCurrent } from './passwordHash.ts';

/** bcrypt's own least cost. */
const MIN_BCRYPT_COST = 4;

/** Hashes and checks passwords, each in a lane. Every function throws LanesFull where too much is waiting. */
export interface PasswordHasher {
  /** A hash of the password in the current scheme and cost. */
  hash(password: string): Promise<PasswordHash>;
  /**
   * Checks a password against what is stored. Always spends the time of one hash at the current cost, whatever is stored: nothing at all
   * (no such account, or one without a password), an unreadable hash, or a cheaper one from elsewhere, so that time tells nothing apart
   * (CVE-2016-2513, CVE-2018-6188, CVE-2024-39329).
   * `outdated` is true where the password is right but its hash should be rewritten.
   */
  verify(password: string, stored: PasswordHash | null | undefined): Promise<{ matches: boolean; outdated: boolean }>;
}

/** Makes the hasher of the given bcrypt cost (log2 of rounds). */
export function createPasswordHasher(options: { readonly cost: number; readonly lanes: Lanes }): PasswordHasher {
  const { cost, lanes } = options;
  let roundsPerIteration: number | undefined;

  /** Spends what a check of 2^done rounds still lacks of 2^cost: the sum of 2^done … 2^(cost-1) and itself is exactly 2^cost. */
  async function spendRemainder(password: string, roundsDone: number): Promise<void> {
    let remaining = 2 ** cost - roundsDone;
    for (let step = cost; step >= MIN_BCRYPT_COST; step -= 1) {
      if (2 ** step > remaining) continue;
      await hashPassword(password, step);
      remaining -= 2 ** step;
    }
  }

  async function roundsOf(imported: ImportedHash): Promise<number> {
    if ('bcryptCost' in imported.work) return 2 ** imported.work.bcryptCost;
    roundsPerIteration ??= await measureRoundsPerIteration();
    return imported.work.pbkdf2Iterations * roundsPerIteration;
  }

  async function verifyImported(password: string, imported: ImportedHash): Promise<boolean> {
    const matches = await imported.verify(password);
    if (!matches) await spendRemainder(password, await roundsOf(imported));
    return matches;
  }

  return {
    hash: password => lanes.run(() => hashPassword(normalisePassword(password), cost)),

    verify: (password, stored) =>
      lanes.run(async () => {
        const normalised = normalisePassword(password);
        const currentCost = costOf(stored ?? '');
        if (stored && currentCost !== undefined) {
          const matches = await verifyCurrent(normalised, stored);
          if (!matches) await spendRemainder(normalised, 2 ** currentCost);
          return { matches, outdated: matches && currentCost !== cost };
        }
        const imported = readImportedHash(stored ?? '');
        if (imported) {
          const matches = await verifyImported(password, imported);
          return { matches, outdated: matches };
        }
        await hashPassword(normalised, cost);
        return { matches: false, outdated: false };
      }),
  };
}

/** How many bcrypt rounds take as long as one iteration of PBKDF2-SHA256 on this machine; measured once, when first needed. */
async function measureRoundsPerIteration(): Promise<number> {
  const [sampleCost, sampleIterations] = [7, 20_000];
  let fastest = Number.POSITIVE_INFINITY;
  for (let sample = 0; sample < 3; sample += 1) {
    const start = performance.now();
    pbkdf2Sync('calibration', 'salt', sampleIterations, 32, 'sha256');
    const between = performance.now();
    await hashPassword('calibration', sampleCost);
    const roundMs = (performance.now() - between) / 2 ** sampleCost;
    fastest = Math.min(fastest, (between - start) / sampleIterations / roundMs);
  }
  return fastest;
}
