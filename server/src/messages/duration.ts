import type { Language } from '../domain/language.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The units, smallest first, with the longest duration that is told in each. Two minutes are "2 minutes", 90 seconds
 * are "90 seconds".
 */
const UNITS = [
  { unit: 'second', seconds: 1, below: 2 * MINUTE },
  { unit: 'minute', seconds: MINUTE, below: 2 * HOUR },
  { unit: 'hour', seconds: HOUR, below: 2 * DAY + 1 },
  { unit: 'day', seconds: DAY, below: Number.POSITIVE_INFINITY },
] as const;

/** Creating a formatter takes a hundred times as long as using it. */
const formats = new Map<string, Intl.NumberFormat>();

/**
 * A duration in the words and plural forms of a language, for mails and for the API alike; the pages have the same
 * rule. One minute and whole hours are formatted as such, anything else in the unit that fits: 90 s is "90 seconds",
 * 5,400 s "90 minutes". A lifetime is rounded down, so that it is never longer than the real one. A wait is rounded up.
 */
export function durationInWords(language: Language, seconds: number, rounding: 'down' | 'up' = 'down'): string {
  const round = rounding === 'down' ? Math.floor : Math.ceil;
  // A wait counts down, and stays in one unit while it does.
  const whole = rounding === 'down' ? [HOUR, MINUTE].find(length => seconds === length) : undefined;
  const { unit, seconds: length } =
    UNITS.find(({ seconds: length, below }) => (whole === undefined ? seconds < below : length === whole)) ?? UNITS[3];
  return inUnit(language, unit, round(seconds / length));
}

/** A wait, such as one that a limit asks for: rounded up. */
export function waitIn(language: Language, seconds: number): string {
  return durationInWords(language, seconds, 'up');
}

function inUnit(language: Language, unit: (typeof UNITS)[number]['unit'], count: number): string {
  const key = `${language} ${unit}`;
  let format = formats.get(key);
  if (!format) {
    // Digits as every reader of the language knows them, also in Arabic, where two systems are in use.
    format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long', numberingSystem: 'latn' });
    formats.set(key, format);
  }
  return format.format(count);
}
