import Negotiator from 'negotiator';
import { LANGUAGES } from './languages.ts';

/** One of the languages that the product speaks, as a BCP 47 tag. */
export type Language = (typeof LANGUAGES)[number]['tag'];

/** All of them; the first is the fallback. */
export const languages: readonly Language[] = LANGUAGES.map(({ tag }) => tag);

/** Long enough for any browser. The rest is ignored, so a hostile header costs no time. */
const LONGEST_HEADER = 256;

const byPrimarySubtag = new Map<string, Language>(languages.map(language => [primarySubtag(language), language]));

/**
 * The language to answer in, given an Accept-Language header (RFC 9110, section 12.5.4). Regions and scripts are
 * ignored: a reader of Traditional Chinese gets Simplified rather than English. English when the header is missing,
 * malformed or names nothing that the product speaks.
 */
export function chooseLanguage(acceptLanguageHeader: string | undefined): Language {
  if (acceptLanguageHeader === undefined) return 'en';
  const header = acceptLanguageHeader.slice(0, LONGEST_HEADER);
  const wanted = new Negotiator({ headers: { 'accept-language': header } }).languages();
  const known = wanted.map(tag => byPrimarySubtag.get(primarySubtag(tag.toLowerCase())));
  return known.find(language => language !== undefined) ?? 'en';
}

/** Whether the reader's script runs from right to left. */
export function isRightToLeft(language: Language): boolean {
  return LANGUAGES.some(({ tag, direction }) => tag === language && direction === 'rtl');
}

function primarySubtag(tag: string): string {
  return tag.split('-', 1)[0] ?? tag;
}
