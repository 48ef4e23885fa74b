import { getPriority, setPriority } from 'node:os';
import type { PasswordEstimator } from './estimator.ts';
import { derive, type HashingWork } from './hashingWork.ts';
import { judgePassword } from './judgePassword.ts';
import type { PasswordRule } from './passwordPolicy.ts';

// What a thread of the hashing pool does, one task at a time; hashingPool.ts starts it.

/** The task of a thread. */
export type HashingTask =
  | { readonly kind: 'derive'; readonly work: HashingWork; readonly atLeastCost: number }
  | { readonly kind: 'judge'; readonly typed: string; readonly address: string; readonly minLength: number };

/**
 * In steps of niceness: below the thread that answers requests, and not so low that a busy neighbour on the machine
 * stops all sign-ins.
 */
const POLITENESS = 10;
const LEAST_PRIORITY = 19;

// Linux counts priorities by the thread, and 0 is the caller: with every core hashing, requests still get theirs at
// once. Elsewhere the call would slow the whole process down.
if (process.platform === 'linux') {
  try {
    setPriority(0, Math.min(LEAST_PRIORITY, getPriority(0) + POLITENESS));
  } catch {
    // A sandbox that forbids it costs some latency under load and nothing else.
  }
}

/** Loaded by the first task that judges. */
let estimator: Promise<PasswordEstimator> | undefined;

/** Runs a task in the calling thread. */
export async function carryOut(task: HashingTask): Promise<string | PasswordRule[]> {
  if (task.kind === 'derive') return derive(task.work, task.atLeastCost);
  estimator ??= import('./estimator.ts').then(module => module.createPasswordEstimator());
  return judgePassword(task.typed, task.address, { minLength: task.minLength, estimator: await estimator });
}
