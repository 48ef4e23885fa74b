import type { Language } from '../domain/language.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** A wait in the words and plural forms of a language: in seconds where it is short, else in minutes or hours, rounded up. */
export function waitIn(language: Language, seconds: number): string {
  if (seconds < 2 * MINUTE) return inWords(language, 'second', seconds);
  if (seconds < 2 * HOUR) return inWords(language, 'minute', Math.ceil(seconds / MINUTE));
  return inWords(language, 'hour', Math.ceil(seconds / HOUR));
}

function inWords(language: Language, unit: 'second' | 'minute' | 'hour', count: number): string {
  // Digits as every reader of the language knows them, also in Arabic, where two systems are in use.
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long', numberingSystem: 'latn' });
  return format.format(count);
}
