import { getPriority, setPriority } from 'node:os';

const LOWEST = 19;

/**
 * Lowers the priority of the calling thread by so many steps of niceness, so that the thread that answers requests
 * comes first. Linux counts priorities by the thread, and 0 is the caller. Elsewhere it does nothing: the call would
 * slow the whole process down.
 */
export function lowerThreadPriority(steps: number): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, Math.min(LOWEST, getPriority(0) + steps));
  } catch {
    // A sandbox that forbids it costs some latency under load and nothing else.
  }
}
