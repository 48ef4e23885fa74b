import Negotiator from 'negotiator';
import { LANGUAGES, type Language, matchLanguage } from './languages.ts';

export type { Language } from './languages.ts';

/** All of them; the first is the fallback. */
export const languages: readonly Language[] = LANGUAGES.map(({ tag }) => tag);

/** Long enough for any browser. The rest is ignored, so a hostile header costs no time. */
const LONGEST_HEADER = 256;

/**
 * The language to answer in: the one that was chosen in the language switch of the pages, else that of an
 * Accept-Language header (RFC 9110, section 12.5.4). English when both are missing, malformed or name nothing that the
 * product speaks.
 */
export function chooseLanguage(acceptLanguage: string | undefined, chosen?: string): Language {
  const header = acceptLanguage?.slice(0, LONGEST_HEADER);
  const wanted = header === undefined ? [] : new Negotiator({ headers: { 'accept-language': header } }).languages();
  return matchLanguage(chosen === undefined ? wanted : [chosen.slice(0, LONGEST_HEADER), ...wanted]) ?? 'en';
}

/** Whether the reader's script runs from right to left. */
export function isRightToLeft(language: Language): boolean {
  return LANGUAGES.some(({ tag, direction }) => tag === language && direction === 'rtl');
}
