/** A time as tables show it: UTC, to the minute. Nothing for a time that never came. */
export function timestamp(time: Date | null | undefined): string {
  return time ? time.toISOString().slice(0, 16).replace('T', ' ') : '–';
}
