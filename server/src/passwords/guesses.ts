import { priceOfDate } from './dates.ts';
import { eachKeyRun } from './keyboards.ts';
import { type KnownText, LONGEST_WORD } from './knownText.ts';

/** What one reading of a password costs a guesser. Prices are guesses as a power of ten. */
interface Costs {
  readonly knownText: KnownText;
  /** What is known of this account and this product, folded. */
  readonly ownWords: ReadonlyMap<string, number>;
  /** Counts what has been tried, which bounds the time regardless of the processor. */
  readonly work: { steps: number };
}

/** A letter or digit that belongs to nothing known. */
const CHARACTER = 1;
/** A sign, and one that stood in the password before. */
const [NEW_SIGN, SEEN_SIGN] = [1, 0.3];
/** Which kind of part comes next. */
const PART = 0.3;
/** Something that stood before in the password, any number of times. */
const COPY = 0.7;
const REVERSED = 0.3;
const PHRASE = 3;
/** Where a row of keys or of letters begins; each turn of it. */
const [RUN, TURN] = [1.4, 0.6];

const [LEAST_COPY, LEAST_ALPHABET] = [3, 3];
const DATE_LENGTHS = [4, 6, 7, 8];

/**
 * The fewest guesses that find this text, as a power of ten: the cheapest way to put it together from words, phrases,
 * rows of keys, dates, stretches of an alphabet, what stood before in it, and single characters. The product of the
 * parts is taken as it is. Work grows with the square of the length, regardless of the text.
 */
export function guessesOf(text: string, { knownText, ownWords, work }: Costs): number {
  const { length } = text;
  const reversed = [...text].reverse().join('');
  const unitsReversed = reversed.length === length ? reversed : text;
  const copies = longestCopies(text, work);
  const best = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY);
  best[0] = 0;
  const seenSigns = new Set<string>();

  for (let from = 0; from < length; from += 1) {
    const before = best[from] ?? 0;
    const reach = (end: number, price: number) => {
      work.steps += 1;
      if (before + price < (best[end] ?? 0)) best[end] = before + price;
    };

    const character = text.charAt(from);
    const isSign = !/[\p{L}\p{N}\p{M}\p{Cs}]/u.test(character);
    reach(from + 1, isSign ? (seenSigns.has(character) ? SEEN_SIGN : NEW_SIGN) : CHARACTER);
    if (isSign) seenSigns.add(character);

    for (let size = 2; size <= LONGEST_WORD && from + size <= length; size += 1) {
      const word = text.slice(from, from + size);
      const price = priceOf(word);
      if (price !== undefined) reach(from + size, price + PART);
      const backwards = priceOf(unitsReversed.slice(length - from - size, length - from));
      if (backwards !== undefined) reach(from + size, backwards + PART + REVERSED);
      work.steps += 1;
    }
    for (const size of DATE_LENGTHS) {
      const digits = text.slice(from, from + size);
      const price = digits.length === size && /^\d+$/.test(digits) ? priceOfDate(digits) : undefined;
      if (price !== undefined) reach(from + size, price + PART);
    }
    const phrase = knownText.phraseAt(text, from);
    if (phrase > 0) reach(from + phrase, PHRASE + PART);
    const copied = copies[from] ?? 0;
    for (let size = LEAST_COPY; size <= copied; size += 1) reach(from + size, COPY + PART);
    eachKeyRun(text, from, (end, turns) => reach(end, RUN + turns * TURN + PART));
    eachAlphabetEnd(text, from, end => reach(end, RUN + PART));
  }
  return best[length] ?? 0;

  function priceOf(word: string): number | undefined {
    return ownWords.get(word) ?? knownText.words.get(word);
  }
}

/** For each place, how many characters from it on stand also before it, forwards or mirrored. */
function longestCopies(text: string, work: { steps: number }): Uint16Array {
  const { length } = text;
  const longest = new Uint16Array(length + 1);
  let following = new Uint16Array(length + 2);
  for (let place = length - 1; place > 0; place -= 1) {
    const common = new Uint16Array(length + 2);
    for (let earlier = 0; earlier < place; earlier += 1) {
      work.steps += 1;
      if (text.charCodeAt(earlier) !== text.charCodeAt(place)) continue;
      const run = 1 + (following[earlier + 1] ?? 0);
      common[earlier] = run;
      if (run > (longest[place] ?? 0)) longest[place] = run;
    }
    following = common;
  }
  mirrored(text, longest, work);
  return longest;
}

/** Raises the lengths where the text goes on as it came: abccba. */
function mirrored(text: string, longest: Uint16Array, work: { steps: number }): void {
  for (let place = 1; place < text.length; place += 1) {
    for (const last of [place - 1, place - 2]) {
      let size = 0;
      while (last - size >= 0 && text.charCodeAt(last - size) === text.charCodeAt(place + size)) size += 1;
      work.steps += size;
      if (size > (longest[place] ?? 0)) longest[place] = size;
    }
  }
}

/** Calls back with each end of a stretch of code points that follow each other at one distance, from `from` on. */
function eachAlphabetEnd(text: string, from: number, found: (end: number) => void): void {
  const step = text.charCodeAt(from + 1) - text.charCodeAt(from);
  if (!(Math.abs(step) <= 2)) return;
  let end = from + 1;
  while (end < text.length && text.charCodeAt(end) - text.charCodeAt(end - 1) === step) {
    end += 1;
    if (end - from >= LEAST_ALPHABET) found(end);
  }
}
