import { lowerThreadPriority } from '../domain/lowerThreadPriority.ts';
import type { PasswordEstimator } from './estimator.ts';
import { derive, type HashingWork, type LeastTime, matchesAny, type PasswordCheck } from './hashingWork.ts';
import { judgePassword } from './judgePassword.ts';
import type { JudgedBy, PasswordRule } from './passwordPolicy.ts';

// What a thread of the hashing pool does, one task at a time; hashingPool.ts starts it.

/** The task of a thread. */
export type HashingTask =
  | { readonly kind: 'derive'; readonly work: HashingWork; readonly atLeastCost: number }
  | { readonly kind: 'match'; readonly check: PasswordCheck; readonly atLeast: LeastTime }
  | ({ readonly kind: 'judge'; readonly typed: string; readonly address: string } & Omit<JudgedBy, 'estimator'>);

// Not so low that a busy neighbour on the machine stops all sign-ins.
lowerThreadPriority(10);

/** Loaded by the first task that judges. */
let estimator: Promise<PasswordEstimator> | undefined;

/** Runs a task in the calling thread. */
export async function carryOut(task: HashingTask): Promise<string | boolean | PasswordRule[]> {
  if (task.kind === 'derive') return derive(task.work, task.atLeastCost);
  if (task.kind === 'match') return matchesAny(task.check, task.atLeast);
  estimator ??= import('./estimator.ts').then(module => module.createPasswordEstimator());
  return judgePassword(task.typed, task.address, { ...task, estimator: await estimator });
}
