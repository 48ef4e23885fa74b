// The maximum cost of checking a stored hash of any scheme. A costlier hash would block a thread for many seconds at
// each sign-in, and so the sign-ins of others. It counts as unreadable: the import reports it, and it never matches.

/** bcrypt's minimum cost, log2 of its rounds. */
const MIN_BCRYPT_COST = 4;
/** Some five seconds on a core of today. */
const MAX_BCRYPT_COST = 16;
/** Some three seconds with SHA-256. */
const MAX_PBKDF2_ITERATIONS = 5_000_000;

/** Whether a hash with bcrypt of this cost, of any scheme, may be checked. */
export function isBcryptCostWithinBounds(cost: number): boolean {
  return cost >= MIN_BCRYPT_COST && cost <= MAX_BCRYPT_COST;
}

/** Whether PBKDF2 of so many iterations may be checked. */
export function isPbkdf2WithinBounds(iterations: number): boolean {
  return iterations >= 1 && iterations <= MAX_PBKDF2_ITERATIONS;
}
