/** A time as tables show it: UTC, to the minute; a dash for no time. */
export function timestamp(time: Date | null | undefined): string {
  return time ? time.toISOString().slice(0, 16).replace('T', ' ') : '–';
}
