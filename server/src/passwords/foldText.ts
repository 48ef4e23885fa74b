/** Letters that no decomposition of Unicode leads back to the ones they are typed as. */
const ALONE: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ı: 'i', æ: 'ae', œ: 'oe', ς: 'σ' };
const ALONE_PATTERN = new RegExp(`[${Object.keys(ALONE).join('')}]`, 'gu');

/** Of the Japanese syllables, the marks make other syllables; of all other scripts they are left out by who guesses. */
const MARKS_BUT_JAPANESE = /(?![\u3099\u309a])\p{M}/gu;
const INVISIBLE = /[\p{Cf}\u0640]/gu;
const DIGIT = /\p{Nd}/gu;

/**
 * The text as a guesser would list it: lower case, without accents and vowel marks, its digits and widths those of
 * ASCII. The text is judged in this form and never stored in it.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(MARKS_BUT_JAPANESE, '')
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(ALONE_PATTERN, letter => ALONE[letter] ?? letter)
    .replace(DIGIT, digit => String(digitOf(digit)));
}

/** What is neither a letter nor a digit. */
const SEPARATORS = /[^\p{L}\p{N}\u3099\u309a]+/gu;

/** The letters and digits of a folded text. */
export function lettersOf(folded: string): string {
  return folded.replace(SEPARATORS, '');
}

/** What stands for letters in words that are spelt with digits and symbols, and where it looks the same in two scripts. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  '4': 'a', '@': 'a', '^': 'a', '8': 'b', '(': 'c', '<': 'c', '3': 'e', '€': 'e', '6': 'g', '9': 'g', '#': 'h', '1': 'i',
  '!': 'i', '|': 'i', '0': 'o', '5': 's', $: 's', '§': 's', '7': 't', '+': 't', '2': 'z', '%': 'x', '£': 'l',
  а: 'a', в: 'b', е: 'e', к: 'k', м: 'm', н: 'h', о: 'o', р: 'p', с: 'c', т: 't', у: 'y', х: 'x', і: 'i',
  α: 'a', β: 'b', ε: 'e', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u', χ: 'x',
}; // biome-ignore format: a table
const MEANS_L = /[1!|]/g;
const NOT_ASCII_LETTER = /[^a-z]/g;

/**
 * A folded text with the letters that its digits and symbols may stand for: one reading where 1 is an i, and one where
 * it is an l.
 */
export function spellings(folded: string): string[] {
  const read = (text: string) => text.replace(NOT_ASCII_LETTER, character => STANDS_FOR[character] ?? character);
  return [...new Set([read(folded), read(folded.replace(MEANS_L, 'l'))])];
}

/** A digit's value: each script has its ten in a row, beginning at a multiple that its own zero tells. */
function digitOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  if (code < 0x80) return code - 0x30;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}
