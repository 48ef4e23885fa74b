// The maximum cost of checking a stored hash of any scheme. A costlier hash would block a thread for many seconds at
// each sign-in, and so the sign-ins of others, or take the memory of the machine. It counts as unreadable: the import
// reports it, and it never matches.

/** bcrypt's minimum cost, log2 of its rounds. */
export const MIN_BCRYPT_COST = 4;
/** Some five seconds on a core of today. */
const MAX_BCRYPT_COST = 16;
/** Some three seconds with SHA-256. */
const MAX_PBKDF2_ITERATIONS = 5_000_000;
/** log2 of the iterations of MD5. Some two seconds. WordPress used 13. */
const MAX_PHPASS_COST = 20;
/** For one check, of scrypt and Argon2. */
const MAX_MEMORY_BYTES = 128 * 1024 ** 2;
/** How much memory is written and read in one check. Some two seconds. */
const MAX_PASSED_OVER_BYTES = 1024 ** 3;

/** Whether a hash with bcrypt of this cost, of any scheme, may be checked. */
export function isBcryptCostWithinBounds(cost: number): boolean {
  return cost >= MIN_BCRYPT_COST && cost <= MAX_BCRYPT_COST;
}

/** Whether PBKDF2 of so many iterations may be checked. */
export function isPbkdf2WithinBounds(iterations: number): boolean {
  return iterations >= 1 && iterations <= MAX_PBKDF2_ITERATIONS;
}

/** Whether phpass of this cost, log2 of its iterations, may be checked. The scheme itself begins at 7. */
export function isPhpassCostWithinBounds(cost: number): boolean {
  return cost >= 7 && cost <= MAX_PHPASS_COST;
}

/** Whether scrypt with these parameters is defined (RFC 7914 section 2) and may be checked. */
export function isScryptWithinBounds({
  N,
  r,
  p,
}: {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}): boolean {
  const defined = N >= 2 && Number.isInteger(Math.log2(N)) && r >= 1 && p >= 1;
  const block = 128 * r;
  const fits = block * N <= MAX_MEMORY_BYTES && block * p <= MAX_MEMORY_BYTES;
  // It writes the memory once, and reads it once.
  return defined && fits && 2 * block * N * p <= MAX_PASSED_OVER_BYTES;
}

/** Whether Argon2 with these parameters is defined (RFC 9106 section 3.1) and may be checked. Memory is in KiB. */
export function isArgon2WithinBounds(parameters: {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}): boolean {
  const { memory, passes, parallelism } = parameters;
  const defined = parallelism >= 1 && parallelism <= 255 && passes >= 1 && memory >= 8 * parallelism;
  return defined && memory * 1024 <= MAX_MEMORY_BYTES && memory * 1024 * passes <= MAX_PASSED_OVER_BYTES;
}
