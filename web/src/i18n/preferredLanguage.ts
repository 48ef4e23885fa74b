import { matchLanguage } from '../../../server/src/domain/languages.ts';
import { type Language, languages } from './languages.ts';

/**
 * The language to show. It is the one chosen in the language switch, which is in the text of `document.cookie`. Else it
 * is that of the browser's languages, by the rule that the server has for Accept-Language. The fallback is English.
 */
export function preferredLanguage(
  cookies: string,
  browserTags: readonly string[],
  languageCookie = 'language',
): Language {
  const chosen = new RegExp(`(?:^|; )${languageCookie}=([\\w-]+)`).exec(cookies)?.[1];
  const matching = matchLanguage(chosen ? [chosen, ...browserTags] : browserTags);
  return languages.find(({ tag }) => tag === matching) ?? (languages[0] as Language);
}
