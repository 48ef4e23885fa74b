import { type Language, languages } from './languages.ts';

/** The cookie of the language switch. The server reads it to choose the prerendered page. */
export const languageCookie = 'language';

/**
 * The language to show. It is the one chosen in the language switch (from the text of `document.cookie`), else the
 * first of the browser's languages that the product has, in any region. The fallback is English.
 */
export function preferredLanguage(cookies: string, browserTags: readonly string[]): Language {
  const chosen = new RegExp(`(?:^|; )${languageCookie}=([\\w-]+)`).exec(cookies)?.[1];
  const wanted = (chosen ? [chosen, ...browserTags] : browserTags).map(primarySubtag);
  const found = wanted.map(subtag => languages.find(({ tag }) => primarySubtag(tag) === subtag)).find(Boolean);
  return found ?? (languages[0] as Language);
}

function primarySubtag(tag: string): string | undefined {
  return tag.toLowerCase().split('-')[0];
}
