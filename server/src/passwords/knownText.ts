import { phrases, wordsByPrice } from '../../words/knownWords.ts';

/** Prices are guesses as a power of ten. */
type Prices = ReadonlyMap<string, number>;

/** The longest word that is looked up. */
export const LONGEST_WORD = 24;

/** What of a phrase is more than a word of it, in letters. */
const LEAST_OF_PHRASE = 9;
const PHRASE_KEY_LENGTH = 4;

/** The words and phrases that every guesser has. */
export interface KnownText {
  readonly words: Prices;
  /** How many letters from here on are those of a known phrase, from one of its words on; 0 where too few are. */
  phraseAt(letters: string, from: number): number;
}

/** Makes the lists of words and phrases, which takes some 50 ms. */
export function loadKnownText(): KnownText {
  const words = new Map<string, number>();
  for (const [price, list] of wordsByPrice.entries())
    for (const word of list.split(' ')) if (word) words.set(word, price / 2);

  const beginnings = new Map<string, Set<string>>();
  for (const phrase of phrases.split('\n')) {
    for (let at = 0; at >= 0; at = phrase.indexOf(' ', at + 1)) {
      const letters = phrase.slice(at).replaceAll(' ', '');
      if (letters.length < LEAST_OF_PHRASE && at > 0) break;
      const key = letters.slice(0, PHRASE_KEY_LENGTH);
      beginnings.set(key, (beginnings.get(key) ?? new Set()).add(letters));
    }
  }

  return {
    words,
    phraseAt(letters, from) {
      let longest = 0;
      for (const phrase of beginnings.get(letters.slice(from, from + PHRASE_KEY_LENGTH)) ?? []) {
        let length = PHRASE_KEY_LENGTH;
        while (length < phrase.length && phrase[length] === letters[from + length]) length += 1;
        if (length > longest && length >= Math.min(LEAST_OF_PHRASE, phrase.length)) longest = length;
      }
      return longest;
    },
  };
}
