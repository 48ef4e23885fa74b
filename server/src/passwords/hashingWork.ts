import { pbkdf2Sync } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import bcrypt from 'bcrypt';

/** One expensive derivation. The result is bcrypt's text, or base64 of the derived bytes. */
export type HashingWork =
  | { readonly kind: 'bcrypt'; readonly input: string; readonly salt: string }
  | {
      readonly kind: 'pbkdf2';
      readonly input: string;
      readonly salt: string;
      readonly iterations: number;
      readonly bytes: number;
    };

/** Runs a derivation. */
export type Derive = (work: HashingWork) => Promise<string>;

/** Runs the work and returns the time in milliseconds; injected for tests. */
export interface HashingMachine {
  derive(work: HashingWork): string;
  now(): number;
}

/** bcrypt's minimum cost. */
const MIN_BCRYPT_COST = 4;
/** What one call of bcrypt costs beyond its 2^cost rounds, in rounds. */
const CALL_ROUNDS = 0.5;
/** A few microseconds each. */
const SLICE_ITERATIONS = 20;

const thisMachine: HashingMachine = {
  derive: work =>
    work.kind === 'bcrypt'
      ? bcrypt.hashSync(work.input, work.salt)
      : pbkdf2Sync(work.input, work.salt, work.iterations, work.bytes, 'sha256').toString('base64'),
  now: () => performance.now(),
};

/**
 * Runs a derivation in the calling thread, and then continues for as long as one call of bcrypt at `atLeastCost` takes.
 * It fills the time with bcrypt, whose speed it measures meanwhile, and at the end with small slices. So a cheap old
 * hash takes as long to check as a current one on a machine of any load.
 */
export function derive(work: HashingWork, atLeastCost = 0, machine: HashingMachine = thisMachine): string {
  const start = machine.now();
  const result = machine.derive(work);
  if (roundsOf(work) >= 2 ** atLeastCost) return result;

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
  const leftRounds = () => (start - machine.now()) / roundMs + 2 ** atLeastCost + CALL_ROUNDS;

  idle(MIN_BCRYPT_COST);
  for (let cost = atLeastCost - 1; cost >= MIN_BCRYPT_COST; cost -= 1) {
    if (leftRounds() >= 2 ** cost + CALL_ROUNDS) idle(cost);
  }
  while (leftRounds() > 0)
    machine.derive({ kind: 'pbkdf2', input: '', salt: '', iterations: SLICE_ITERATIONS, bytes: 32 });
  return result;
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
