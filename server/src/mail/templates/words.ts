import type { Language } from '../../domain/language.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** Making a formatter takes a hundred times as long as using it. */
const formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

/**
 * A duration in the reader's words: "1 hour", "90 minutes". Up to two days it is told in hours, and what is no whole
 * number of a unit is told in the next smaller one, so that a link never works for less than its mail says.
 */
export function durationInWords(seconds: number, language: Language): string {
  const [unit, length] =
    seconds > 2 * DAY && seconds % DAY === 0
      ? (['day', DAY] as const)
      : seconds >= HOUR && seconds % HOUR === 0
        ? (['hour', HOUR] as const)
        : seconds >= 60
          ? (['minute', 60] as const)
          : (['second', 1] as const);
  const format = kept(`${language} ${unit}`, () => {
    return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' });
  });
  return format.format(Math.floor(seconds / length));
}

/** A moment in the reader's words, in UTC and saying so: the server does not know where the reader is. */
export function momentInWords(moment: Date, language: Language): string {
  const format = kept(`${language} moment`, () => {
    return new Intl.DateTimeFormat(language, {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZone: 'UTC',
      timeZoneName: 'short',
    });
  });
  return format.format(moment);
}

function kept<Formatter extends Intl.NumberFormat | Intl.DateTimeFormat>(
  key: string,
  make: () => Formatter,
): Formatter {
  const formatter = formatters.get(key) ?? make();
  formatters.set(key, formatter);
  return formatter as Formatter;
}
