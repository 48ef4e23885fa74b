/**
 * Every language of the product, the first being the fallback: its BCP 47 tag, its name in the language itself, and the
 * direction of its script. A tag has no region: `pt` is Portuguese as most of its readers write it, in Brazil. The pages
 * use this list too, so it uses nothing of Node's.
 */
export const LANGUAGES = [
  { tag: 'en', name: 'English', direction: 'ltr' },
  { tag: 'de', name: 'Deutsch', direction: 'ltr' },
  { tag: 'fr', name: 'Français', direction: 'ltr' },
  { tag: 'es', name: 'Español', direction: 'ltr' },
  { tag: 'pt', name: 'Português (Brasil)', direction: 'ltr' },
  { tag: 'ja', name: '日本語', direction: 'ltr' },
  { tag: 'zh-Hans', name: '简体中文', direction: 'ltr' },
  { tag: 'zh-Hant', name: '繁體中文', direction: 'ltr' },
  { tag: 'ar', name: 'العربية', direction: 'rtl' },
] as const;

/** One of the languages that the product speaks, as a BCP 47 tag. */
export type Language = (typeof LANGUAGES)[number]['tag'];

const BY_SCRIPT = new Map<string, Language>(LANGUAGES.map(({ tag }) => [languageAndScript(tag) ?? tag, tag]));

/**
 * The language for a reader of these BCP 47 tags, the most wanted first. As in a lookup after RFC 4647 a tag is taken in
 * any region, but never in another script than it is written in: `zh-TW` is Traditional Chinese, and `zh` Simplified. A
 * tag that the product does not speak, or cannot read, gives way to the next. Undefined where none is left.
 */
export function matchLanguage(tags: readonly string[]): Language | undefined {
  for (const tag of tags) {
    const language = BY_SCRIPT.get(languageAndScript(tag) ?? '');
    if (language !== undefined) return language;
  }
  return undefined;
}

/**
 * Language and script of a tag, such as `zh-Hant` for `zh-TW`. What some systems write behind it is left out, as in
 * `en_US@posix`. Undefined where it is no tag.
 */
function languageAndScript(tag: string): string | undefined {
  try {
    const { language, script } = new Intl.Locale(tag.replaceAll('_', '-').replace(/[^\w-].*/s, '')).maximize();
    return `${language}-${script}`;
  } catch {
    return undefined;
  }
}

/**
 * The name of the cookie in which the pages keep the language of their switch, and by which the server chooses the
 * prerendered page. On an origin that a product shares, it is a name that no product uses.
 */
export function languageCookieFor(basePath: string): string {
  return basePath === '' ? 'language' : 'rekey_language';
}
