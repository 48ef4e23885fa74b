import type { MessagePort } from 'node:worker_threads';
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

/** Runs a task in the calling thread. It sends a message to `begun` when all that the task needs is loaded. */
export async function carryOut({
  begun,
  ...task
}: HashingTask & { readonly begun: MessagePort }): Promise<string | boolean | PasswordRule[]> {
  if (task.kind === 'judge') {
    estimator ??= import('./estimator.ts').then(module => module.createPasswordEstimator());
    const judgedBy = { ...task, estimator: await estimator };
    begun.postMessage('begun');
    return judgePassword(task.typed, task.address, judgedBy);
  }
  begun.postMessage('begun');
  return task.kind === 'derive' ? derive(task.work, task.atLeastCost) : matchesAny(task.check, task.atLeast);
}
