const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The units, smallest first, and the duration in seconds below which each is used. */
const UNITS = [
  { unit: 'second', length: 1, below: 2 * MINUTE },
  { unit: 'minute', length: MINUTE, below: 2 * HOUR },
  { unit: 'hour', length: HOUR, below: 2 * DAY + 1 },
  { unit: 'day', length: DAY, below: Number.POSITIVE_INFINITY },
] as const;

/**
 * A duration in words, such as “90 seconds”, “15 minutes” or “1 hour”, by the rule of the emails and of the API
 * (server/src/messages/duration.ts). A lifetime is rounded down, so that it is never longer than the real one. A wait
 * is rounded up, so that it is over when the person tries again. `language` is a BCP 47 tag.
 */
export function durationInWords(seconds: number, language: string, rounding: 'down' | 'up' = 'down'): string {
  // One minute and one hour are told as such, unless they count down.
  const whole = rounding === 'down' && (seconds === MINUTE || seconds === HOUR);
  const { unit, length } =
    UNITS.find(({ length, below }) => (whole ? seconds === length : seconds < below)) ?? UNITS[3];
  const count = rounding === 'down' ? Math.floor(seconds / length) : Math.ceil(seconds / length);
  // Arabic has two systems of digits. Every reader knows these, and the messages of the API use them too.
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long', numberingSystem: 'latn' });
  return format.format(count);
}
