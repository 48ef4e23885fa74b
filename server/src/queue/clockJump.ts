import type { Clock } from '../domain/clock.ts';

/** Smaller steps are how clocks are kept in time (NTP), and do no harm. */
const TOLERATED_MS = 1_000;

/** Compares the clock with one that cannot be set. Each call tells whether the clock was set back since the last call. */
export function createClockJumpDetector(clock: Clock): () => boolean {
  let offset = clock().getTime() - performance.now();
  return () => {
    const before = offset;
    offset = clock().getTime() - performance.now();
    return offset < before - TOLERATED_MS;
  };
}
