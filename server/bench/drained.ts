import type { WorkerEvent } from '../src/queue/worker.ts';

/** The log of a worker that is measured. */
export const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Counts the jobs that a worker completes; `all` resolves at the number wanted. */
export function countCompleted(wanted: number): { observe: (event: WorkerEvent) => void; all: Promise<void> } {
  let count = 0;
  let done = () => {};
  const all = new Promise<void>(resolve => {
    done = resolve;
  });
  return {
    all,
    observe(event) {
      if (event.kind === 'completed') count += 1;
      if (count === wanted) done();
    },
  };
}
