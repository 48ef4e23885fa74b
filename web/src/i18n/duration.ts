const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Unit = 'second' | 'minute' | 'hour' | 'day';

/**
 * A duration in words, such as “90 seconds”, “15 minutes” or “1 hour”. Rounded down, it never promises more than holds.
 * A wait is rounded up, so that it is over when the person tries again. `language` is a BCP 47 tag.
 */
export function durationInWords(seconds: number, language: string, rounding: 'down' | 'up' = 'down'): string {
  const [count, unit] = inUnit(seconds, rounding === 'up' ? Math.ceil : Math.floor);
  // Arabic has two systems of digits. Every reader knows these, and the messages of the API use them too.
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long', numberingSystem: 'latn' });
  return format.format(count);
}

/**
 * Seconds below two minutes, else minutes, unless it is a whole number of minutes, of hours, or of more than two days.
 */
function inUnit(duration: number, round: (value: number) => number): [number, Unit] {
  const seconds = round(duration);
  const minutes = round(seconds / MINUTE);
  if (seconds < 2 * MINUTE && seconds % MINUTE !== 0) return [seconds, 'second'];
  if (minutes === 0) return [seconds, 'second'];
  const wholeMinutes = minutes * MINUTE;
  if (wholeMinutes > 2 * DAY && wholeMinutes % DAY === 0) return [wholeMinutes / DAY, 'day'];
  if (wholeMinutes % HOUR === 0) return [wholeMinutes / HOUR, 'hour'];
  return [minutes, 'minute'];
}
