/** Returns the time; injected, so that a test can set it. */
export type Clock = () => Date;

/** The machine's own clock. */
export const systemClock: Clock = () => new Date();

/** How far a clock is ahead of the machine's, in milliseconds: one number, shared by all threads that are handed it. */
export type ClockOffset = Float64Array<SharedArrayBuffer>;

/** An offset that a test can change: `offset[0] = 60_000` sets every thread's clock a minute ahead. */
export function createClockOffset(): ClockOffset {
  return new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
}

/** The machine's clock, ahead by the offset. */
export function clockAhead(offset: ClockOffset): Clock {
  return () => new Date(Date.now() + (offset[0] ?? 0));
}
