import { i18n, type Messages } from '@lingui/core';
import { type Language, languages } from './languages.ts';

const catalogues = import.meta.glob<{ messages: Messages }>('./*.po');

/** The language that the page shows now. */
export function spokenLanguage(): Language {
  return languages.find(({ tag }) => tag === i18n.locale) ?? (languages[0] as Language);
}

/** Loads the catalogue of one language, and no other, and makes every word on the page follow it. */
export async function speak(language: Language): Promise<void> {
  const catalogue = await catalogues[`./${language.tag}.po`]?.();
  i18n.loadAndActivate({ locale: language.tag, locales: regionalTag(language), messages: catalogue?.messages ?? {} });
}

/** The reader's own region of a language, by which dates are written; plain English is not how everybody writes dates. */
function regionalTag({ tag }: Language): string {
  const primary = (one: string) => one.split('-')[0];
  return navigator.languages.find(one => primary(one) === primary(tag) && isWellFormed(one)) ?? tag;
}

/** Some browsers hand on what their environment calls a language (`en-US@posix`), which `Intl` throws at, and the page would stay empty. */
function isWellFormed(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
