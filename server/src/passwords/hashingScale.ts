import { performance } from 'node:perf_hooks';
import { derive, type HashingWork, idleBcrypt, idlePbkdf2 } from './hashingWork.ts';

/** bcrypt's own least cost. */
const MIN_BCRYPT_COST = 4;
const SAMPLES = 24;
const COSTS = [MIN_BCRYPT_COST, 6] as const;
const ITERATIONS = [100, 10_100] as const;

/** How the kinds of hashing work compare on this machine, in rounds of bcrypt. */
export interface HashingScale {
  /** What one call of bcrypt costs beyond its 2^cost rounds. */
  readonly roundsPerCall: number;
  /** What one iteration of PBKDF2-SHA256 costs. */
  readonly roundsPerIteration: number;
  /** What one call of PBKDF2 costs beyond its iterations. */
  readonly roundsPerDerivation: number;
}

/**
 * The work that takes as long as so many rounds of bcrypt: as few calls of bcrypt as they take, which come in powers of two only, and what
 * is left in iterations of PBKDF2. Nothing where there is nothing to spend.
 */
export function workOfRounds(rounds: number, scale: HashingScale): HashingWork[] {
  const { roundsPerCall, roundsPerIteration, roundsPerDerivation } = scale;
  const work: HashingWork[] = [];
  let left = rounds;
  for (let cost = Math.floor(Math.log2(Math.max(1, rounds))); cost >= MIN_BCRYPT_COST; cost -= 1) {
    if (2 ** cost + roundsPerCall > left) continue;
    work.push(idleBcrypt(cost));
    left -= 2 ** cost + roundsPerCall;
  }
  const iterations = Math.floor((left - roundsPerDerivation) / roundsPerIteration);
  return iterations > 0 ? [...work, idlePbkdf2(iterations)] : work;
}

/** Measures the scale of this machine, in the thread that calls (about 130 ms). */
export function measureScale(): HashingScale {
  const works = [...COSTS.map(idleBcrypt), ...ITERATIONS.map(idlePbkdf2)];
  // All in turn, so that a moment in which the machine is busy with something else falls on each of them.
  const samples = Array.from({ length: SAMPLES }, () => works.map(timeOf));
  const fastest = works.map((_, n) => Math.min(...samples.map(times => times[n] ?? Number.POSITIVE_INFINITY)));
  const [fewMs, manyMs, shortMs, longMs] = fastest as [number, number, number, number];
  const roundMs = (manyMs - fewMs) / (2 ** COSTS[1] - 2 ** COSTS[0]);
  const roundsPerIteration = (longMs - shortMs) / (ITERATIONS[1] - ITERATIONS[0]) / roundMs;
  return {
    roundsPerCall: Math.max(0, fewMs / roundMs - 2 ** COSTS[0]),
    roundsPerIteration,
    roundsPerDerivation: Math.max(0, shortMs / roundMs - ITERATIONS[0] * roundsPerIteration),
  };
}

function timeOf(work: HashingWork): number {
  const start = performance.now();
  derive(work);
  return performance.now() - start;
}
