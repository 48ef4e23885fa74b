/** No one waits longer without being told. */
const FETCH_WITHIN_MS = 15_000;

/** Where the words of a language are; the file is not fetched before it is asked for. */
const lists: Readonly<Record<string, string>> = {
  en: new URL('../../../server/words/passphrase/en.json', import.meta.url).href,
  de: new URL('../../../server/words/passphrase/de.json', import.meta.url).href,
  fr: new URL('../../../server/words/passphrase/fr.json', import.meta.url).href,
  es: new URL('../../../server/words/passphrase/es.json', import.meta.url).href,
  pt: new URL('../../../server/words/passphrase/pt.json', import.meta.url).href,
  ja: new URL('../../../server/words/passphrase/ja.json', import.meta.url).href,
  'zh-Hans': new URL('../../../server/words/passphrase/zh-Hans.json', import.meta.url).href,
  'zh-Hant': new URL('../../../server/words/passphrase/zh-Hant.json', import.meta.url).href,
  ar: new URL('../../../server/words/passphrase/ar.json', import.meta.url).href,
};

/**
 * Fetches the words that passphrases are drawn from in a language, or the English ones where it has none of its own.
 * Rejects where they cannot be fetched in time; unlike a module, they can be asked for again.
 */
export async function fetchPassphraseWords(language: string): Promise<string[]> {
  const response = await fetch(lists[language] ?? (lists.en as string), {
    signal: AbortSignal.timeout(FETCH_WITHIN_MS),
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}
