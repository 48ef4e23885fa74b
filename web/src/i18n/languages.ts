/** A language of the product. */
export interface Language {
  /** Its BCP 47 tag, which names its catalogue and the folder of its prerendered pages. */
  readonly tag: string;
  /** Its name in the language itself, for the language switch. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
}

/** Every language of the product. The first is the fallback. */
export const languages: readonly Language[] = [
  { tag: 'en', name: 'English', direction: 'ltr' },
  { tag: 'de', name: 'Deutsch', direction: 'ltr' },
  { tag: 'fr', name: 'Français', direction: 'ltr' },
  { tag: 'es', name: 'Español', direction: 'ltr' },
  { tag: 'pt', name: 'Português', direction: 'ltr' },
  { tag: 'ja', name: '日本語', direction: 'ltr' },
  { tag: 'zh-Hans', name: '简体中文', direction: 'ltr' },
  { tag: 'ar', name: 'العربية', direction: 'rtl' },
];

/**
 * The folder of a language's prerendered pages, below that of the build: none for the first language, `de/` for German.
 */
export function folderOf(language: Language): string {
  return language === languages[0] ? '' : `${language.tag}/`;
}
