// What a stored hash may cost to check, whatever scheme it is of. A costlier one would hold a thread for many seconds at each sign-in, and
// whoever can bring it in, or write it, could stop everybody's. It is unreadable: at import it is reported, and it signs no account in.

/** bcrypt's own least cost, log2 of its rounds. */
const MIN_BCRYPT_COST = 4;
/** Some five seconds on a core of today. */
const MAX_BCRYPT_COST = 16;
/** Some three seconds with SHA-256. */
const MAX_PBKDF2_ITERATIONS = 5_000_000;

/** Whether bcrypt of this cost, in any scheme that is made of it, may be checked. */
export function isBcryptCostWithinBounds(cost: number): boolean {
  return cost >= MIN_BCRYPT_COST && cost <= MAX_BCRYPT_COST;
}

/** Whether PBKDF2 of so many iterations may be checked. */
export function isPbkdf2WithinBounds(iterations: number): boolean {
  return iterations >= 1 && iterations <= MAX_PBKDF2_ITERATIONS;
}
