/** Notices when the clock of the machine was put back. */
export type ClockWatch = { wasPutBack(): boolean };

/** Less than this is how clocks are kept in step with the world (NTP), and does no harm. */
const TOLERATED_MS = 1_000;

/** Compares the clock with one that cannot be set: each call tells whether it was put back since the last. */
export function createClockWatch(clock: () => Date): ClockWatch {
  let offset = clock().getTime() - performance.now();
  return {
    wasPutBack() {
      const before = offset;
      offset = clock().getTime() - performance.now();
      return offset < before - TOLERATED_MS;
    },
  };
}
