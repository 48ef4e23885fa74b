import { LANGUAGES } from '../../../server/src/domain/languages.ts';

/** A language of the product. */
export type Language = (typeof LANGUAGES)[number];

/** Every language of the product, from the server's own list. The first is the fallback. */
export const languages: readonly Language[] = LANGUAGES;

/**
 * The folder of a language's prerendered pages, below that of the build: none for the first language, `de/` for German.
 */
export function folderOf(language: Language): string {
  return language === languages[0] ? '' : `${language.tag}/`;
}
