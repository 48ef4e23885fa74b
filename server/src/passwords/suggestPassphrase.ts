/** The least that a suggestion is worth: a guesser who knows the list tries 2^64 of them. */
export const PASSPHRASE_BITS = 64;

/** Between the words, so that no one who notes them asks where one ends. */
const SEPARATOR = '-';

/** Words of a list drawn at random: as many as make {@link PASSPHRASE_BITS} and the given length in characters. */
export function suggestPassphrase(words: readonly string[], minLength: number): string {
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
