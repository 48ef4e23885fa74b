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

/** Carries a derivation out, wherever and however long it takes. */
export type Derive = (work: HashingWork) => Promise<string>;

/** Does the work and tells the time in milliseconds; a test has both of its own. */
export interface HashingMachine {
  derive(work: HashingWork): string;
  now(): number;
}

/** bcrypt's own least cost. */
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
 * Carries a derivation out in the thread that calls, and then goes on until as long has passed as one call of bcrypt at `atLeastCost` takes:
 * with bcrypt, whose pace it learns while it is at it, and for the last moment in small slices. So a cheap old hash takes as long to check
 * as one of today, however busy the machine is, and nothing about it shows from outside.
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
    // The longest call tells the pace best: in a short one, what a call costs beside its rounds weighs more.
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
  return { kind: 'bcrypt', input: 'nobody'.padEnd(44, '.'), salt };
}
