// As a whole: a Node without Argon2 would not start with its name in the list.
import crypto from 'node:crypto';
import { performance } from 'node:perf_hooks';
import bcrypt from 'bcrypt';
import { MIN_BCRYPT_COST } from './hashBounds.ts';

/** One expensive derivation. The result is bcrypt's text, or base64 of the derived bytes. */
export type HashingWork =
  | { readonly kind: 'bcrypt'; readonly input: string; readonly salt: string }
  | {
      readonly kind: 'pbkdf2';
      readonly input: string;
      readonly salt: string | Uint8Array;
      readonly iterations: number;
      readonly bytes: number;
      readonly digest: 'sha1' | 'sha256' | 'sha512';
    }
  | {
      readonly kind: 'scrypt';
      readonly input: string;
      readonly salt: string | Uint8Array;
      readonly N: number;
      readonly r: number;
      readonly p: number;
      readonly bytes: number;
      /** Firebase encrypts its project's key with the derived one, and stores the result (AES-256-CTR). */
      readonly signerKey?: Uint8Array | undefined;
    }
  | {
      readonly kind: 'argon2';
      readonly algorithm: 'argon2d' | 'argon2i' | 'argon2id';
      readonly input: string;
      readonly salt: Uint8Array;
      /** In KiB. */
      readonly memory: number;
      readonly passes: number;
      readonly parallelism: number;
      readonly bytes: number;
    }
  /** phpass' portable hashes: MD5 over salt and password, and then 2^cost times over that and the password. */
  | { readonly kind: 'phpass'; readonly input: string; readonly salt: string; readonly cost: number };

/** The check of a password: whether one of the derivations, tried in this order, gives what is expected. */
export interface PasswordCheck {
  readonly works: readonly HashingWork[];
  /** The end of the result where the password is right: the whole of it, or bcrypt's digest after its salt. */
  readonly expected: string;
}

/** Runs a derivation. */
export type Derive = (work: HashingWork) => Promise<string>;

/** Runs the work and returns the time in milliseconds; injected for tests. */
export interface HashingMachine {
  derive(work: HashingWork): string;
  now(): number;
}

/** What one call of bcrypt costs beyond its 2^cost rounds, in rounds. */
const CALL_ROUNDS = 0.5;
/** A few microseconds each. */
const SLICE_ITERATIONS = 20;
/** No further form of a password is tried after so long, so that an attempt of any cost ends within the time limit. */
const FURTHER_FORMS_MS = 2_000;
/** More than OpenSSL needs for what hashBounds.ts lets pass. */
const SCRYPT_MAX_MEMORY_BYTES = 300 * 1024 ** 2;

const thisMachine: HashingMachine = { derive: deriveHere, now: () => performance.now() };

function deriveHere(work: HashingWork): string {
  switch (work.kind) {
    case 'bcrypt':
      return bcrypt.hashSync(work.input, work.salt);
    case 'pbkdf2':
      return crypto.pbkdf2Sync(work.input, work.salt, work.iterations, work.bytes, work.digest).toString('base64');
    case 'scrypt': {
      const { N, r, p } = work;
      const derived = crypto.scryptSync(work.input, work.salt, work.bytes, {
        N,
        r,
        p,
        maxmem: SCRYPT_MAX_MEMORY_BYTES,
      });
      return (work.signerKey ? encrypt(work.signerKey, derived) : derived).toString('base64');
    }
    case 'argon2': {
      const { algorithm, input, salt, memory, passes, parallelism, bytes } = work;
      const parameters = { message: input, nonce: salt, memory, passes, parallelism, tagLength: bytes };
      return crypto.argon2Sync(algorithm, parameters).toString('base64');
    }
    case 'phpass': {
      const input = Buffer.from(work.input);
      let digest = md5(Buffer.from(work.salt), input);
      for (let left = 2 ** work.cost; left > 0; left -= 1) digest = md5(digest, input);
      return digest.toString('base64');
    }
  }
}

function md5(one: Buffer, two: Buffer): Buffer {
  return crypto.hash('md5', Buffer.concat([one, two]), 'buffer');
}

function encrypt(plain: Uint8Array, derived: Buffer): Buffer {
  return crypto.createCipheriv('aes-256-ctr', derived.subarray(0, 32), Buffer.alloc(16)).update(plain);
}

/**
 * Runs a derivation in the calling thread, and then continues for as long as one call of bcrypt at `atLeastCost` takes.
 * So a cheap old hash takes as long to check as a current one on a machine of any load.
 */
export function derive(work: HashingWork, atLeastCost = 0, machine: HashingMachine = thisMachine): string {
  const start = machine.now();
  const result = machine.derive(work);
  if (roundsOf(work) < 2 ** atLeastCost) continueFrom(start, { cost: atLeastCost, times: 1 }, machine);
  return result;
}

/** The time that a check takes at least, in calls of bcrypt at a cost: one where it matches, else `times`. */
export interface LeastTime {
  readonly cost: number;
  readonly times: number;
}

/** Runs a check in the calling thread. The first derivation is always tried, a further one only while there is time. */
export function matchesAny(
  { works, expected }: PasswordCheck,
  atLeast: LeastTime = { cost: 0, times: 0 },
  machine: HashingMachine = thisMachine,
): boolean {
  const start = machine.now();
  let matches = false;
  let rounds = 0;
  for (const [index, work] of works.entries()) {
    if (index > 0 && machine.now() - start > FURTHER_FORMS_MS) break;
    matches = isEqual(machine.derive(work).slice(-expected.length), expected);
    rounds += roundsOf(work);
    if (matches) break;
  }
  const times = matches ? 1 : atLeast.times;
  if (rounds < times * 2 ** atLeast.cost) continueFrom(start, { ...atLeast, times }, machine);
  return matches;
}

function isEqual(one: string, two: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(two)];
  return a.length === b.length && crypto.timingSafeEqual(a, b);
}

/**
 * Takes the given time, counted from `start`. It fills the time with bcrypt, whose speed it measures meanwhile, and at
 * the end with small slices.
 */
function continueFrom(start: number, atLeast: LeastTime, machine: HashingMachine): void {
  let roundMs = 0;
  let paceOfCost = 0;
  const idle = (cost: number) => {
    const before = machine.now();
    machine.derive(idleBcrypt(cost));
    // The longest call measures the speed best: the fixed cost of a call weighs more in a short one.
    if (cost < paceOfCost) return;
    paceOfCost = cost;
    roundMs = (machine.now() - before) / (2 ** cost + CALL_ROUNDS);
  };
  const dueRounds = atLeast.times * (2 ** atLeast.cost + CALL_ROUNDS);
  const leftRounds = () => (start - machine.now()) / roundMs + dueRounds;

  idle(MIN_BCRYPT_COST);
  for (let cost = atLeast.cost; cost >= MIN_BCRYPT_COST; cost -= 1) {
    while (leftRounds() >= 2 ** cost + CALL_ROUNDS) idle(cost);
  }
  while (leftRounds() > 0) {
    machine.derive({ kind: 'pbkdf2', input: '', salt: '', iterations: SLICE_ITERATIONS, bytes: 32, digest: 'sha256' });
  }
}

/** The rounds of a call of bcrypt; none for other work, whose pace is another. */
function roundsOf(work: HashingWork): number {
  return work.kind === 'bcrypt' ? 2 ** Number(work.salt.slice(4, 6)) : 0;
}

function idleBcrypt(cost: number): HashingWork {
  // As long as the input that real checks have, which is base64 of 32 bytes.
  const salt = `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(22)}`;
  return { kind: 'bcrypt', input: 'decoy'.padEnd(44, '.'), salt };
}
