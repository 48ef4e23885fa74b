import { getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { ThreadTask } from './hashingThreads.ts';
import { derive } from './hashingWork.ts';

// A thread that does nothing but hash, one piece of work at a time; hashingThreads.ts starts it and talks to it.

/** In steps of niceness: below the thread that answers requests, and not so low that a busy neighbour on the machine stops all sign-ins. */
const POLITENESS = 10;
const LEAST_PRIORITY = 19;

// Linux counts priorities by the thread, and 0 is the caller: with every core hashing, requests still get theirs at once. Elsewhere the
// call would slow the whole process down.
if (process.platform === 'linux') {
  try {
    setPriority(0, Math.min(LEAST_PRIORITY, getPriority(0) + POLITENESS));
  } catch {
    // A sandbox that forbids it costs some latency under load and nothing else.
  }
}

parentPort?.on('message', ({ work, atLeastCost }: ThreadTask) => parentPort?.postMessage(derive(work, atLeastCost)));
