import type { Clock } from '../domain/clock.ts';

/** Smaller steps are corrections by NTP, and harmless. */
const TOLERATED_MS = 1_000;

/** Compares the clock with a monotonic one. Each call returns whether the clock was set back since the last call. */
export function createClockJumpDetector(clock: Clock): () => boolean {
  let offset = clock().getTime() - performance.now();
  return () => {
    const before = offset;
    offset = clock().getTime() - performance.now();
    return offset < before - TOLERATED_MS;
  };
}
