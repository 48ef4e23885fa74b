/** The least that a suggestion is worth: a guesser who knows the list tries 2^64 of them. */
export const PASSPHRASE_BITS = 64;

/** Between the words, so that nobody who notes them asks where one ends. */
const SEPARATOR = '-';

/** Each list is fetched when it is asked for. */
const lists: Readonly<Record<string, () => Promise<{ readonly words: string }>>> = {
  en: () => import('../../words/passphrase/en.ts'),
  de: () => import('../../words/passphrase/de.ts'),
  fr: () => import('../../words/passphrase/fr.ts'),
  es: () => import('../../words/passphrase/es.ts'),
  pt: () => import('../../words/passphrase/pt.ts'),
  ja: () => import('../../words/passphrase/ja.ts'),
  'zh-Hans': () => import('../../words/passphrase/zh-Hans.ts'),
  ar: () => import('../../words/passphrase/ar.ts'),
};

/**
 * Words drawn at random in the reader's language, as many as make {@link PASSPHRASE_BITS} and the given length in
 * characters; English where a language has no list. Rejects where the list cannot be fetched.
 */
export async function suggestPassphrase(language: string, minLength: number): Promise<string> {
  const load = lists[language] ?? lists.en;
  const words = ((await load?.())?.words ?? '').split(' ');
  const count = Math.ceil(PASSPHRASE_BITS / Math.log2(words.length));
  const drawn: string[] = [];
  while (drawn.length < count || drawn.join(SEPARATOR).length < minLength) drawn.push(words[below(words.length)] ?? '');
  return drawn.join(SEPARATOR);
}

const NUMBERS = 2 ** 32;

/** A whole number from 0 on and below the limit, each as likely as the others: what would favour some is drawn again. */
function below(limit: number): number {
  const fair = NUMBERS - (NUMBERS % limit);
  for (;;) {
    const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
    if (drawn < fair) return drawn % limit;
  }
}
