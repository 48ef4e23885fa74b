import type { Language } from '../../domain/language.ts';

/** Creating a formatter takes a hundred times as long as using it. */
const formats = new Map<Language, Intl.DateTimeFormat>();

/** Formats a time for a language, in UTC and with the zone, since the server does not know the reader's zone. */
export function timeInWords(time: Date, language: Language): string {
  let format = formats.get(language);
  if (!format) {
    format = new Intl.DateTimeFormat(language, {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZone: 'UTC',
      timeZoneName: 'short',
      // Digits as every reader of the language knows them, also in Arabic, where two systems are in use.
      numberingSystem: 'latn',
    });
    formats.set(language, format);
  }
  return format.format(time);
}
