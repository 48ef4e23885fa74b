import type { Language } from '../../domain/language.ts';

/** Making a formatter takes a hundred times as long as using it. */
const formats = new Map<Language, Intl.DateTimeFormat>();

/** A point in time in the reader's words, in UTC and saying so: the server does not know where the reader is. */
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
