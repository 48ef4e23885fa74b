import { i18n, type Messages } from '@lingui/core';
import { matchLanguage } from '../../../server/src/domain/languages.ts';
import { loadApiWords } from './apiSentence.ts';
import { type Language, languages } from './languages.ts';

const catalogues = import.meta.glob<{ messages: Messages }>('./*.po');

/** The language that the page shows now. */
export function activeLanguage(): Language {
  return languages.find(({ tag }) => tag === i18n.locale) ?? (languages[0] as Language);
}

/** The language that was asked for last. A slower catalogue of an earlier choice comes too late. */
let wanted: Language | undefined;

/** Loads the catalogue of one language, and no other, and shows the page in it. */
export async function activateLanguage(language: Language): Promise<void> {
  wanted = language;
  const [catalogue] = await Promise.all([
    catalogues[`./${language.tag}.po`]?.(),
    loadApiWords(i18n.locale, language.tag),
  ]);
  if (wanted !== language) return;
  i18n.loadAndActivate({ locale: language.tag, locales: regionalTag(language), messages: catalogue?.messages ?? {} });
}

/**
 * The language with the reader's region, for dates: they differ between en-GB and en-US. Its digits are those of the
 * server's sentences (messages/duration.ts), in Arabic too, where regions differ.
 */
function regionalTag({ tag }: Language): string {
  const regional = navigator.languages.find(other => matchLanguage([other]) === tag && isWellFormed(other)) ?? tag;
  return new Intl.Locale(regional, { numberingSystem: 'latn' }).toString();
}

/**
 * Some browsers pass on a locale of their environment (`en-US@posix`). `Intl` throws at it, and the page would stay
 * empty.
 */
function isWellFormed(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
