import { keyboards } from '../../words/knownWords.ts';

/** The keys of a keyboard of the United States, row by row. */
const LATIN_ROWS = ['qwertyuiop[]\\', "asdfghjkl;'", 'zxcvbnm,./'];

/** The same keys with what stands on them elsewhere; a space is a key without a letter. */
const OTHER_ROWS = [
  // Russian, Ukrainian and Belarusian
  ['йцукенгшщзхъё', 'фывапролджэ', 'ячсмитьбю'],
  ['йцукенгшщзхїґ', 'фівапролджє', 'ячсмитьбю'],
  ['йцукенгшўзх', 'фывапролджэ', 'ячсмітьбю'],
  // Bulgarian (phonetic) and Serbian
  ['явертъуиопшщю', 'асдфгхйкл', 'зьцжбнм'],
  ['љњертзуиопшђж', 'асдфгхјклчћ', 'ѕџцвбнм'],
  // Greek
  [';σερτυθιοπ', 'ασδφγηξκλ', 'ζχψωβνμ'],
  // Hebrew
  ["/'קראטוןםפ", 'שדגכעיחלךף', 'זסבהנמצתץ'],
  // Arabic, and Persian
  ['ضصثقفغعهخحجد', 'شسيبلاتنمكط', 'ئءؤر ىةوزظ'],
  ['ضصثقفغعهخحجچ', 'شسیبلاتنمکگ', 'ظطزرذدپو'],
  // Korean
  ['ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ', 'ㅁㄴㅇㄹㅎㅗㅓㅏㅣ', 'ㅋㅌㅊㅍㅠㅜㅡ'],
  // Thai, and Hindi (InScript)
  ['ๆไำพะัีรนยบล', 'ฟหกดเ้่าสวง', 'ผปแอิืทมใฝ'],
  ['ौैाीूबहगदजड', 'ोे्िुपरकतचट', 'ॆंमनवलसय'],
  // Japanese syllables, and Chinese zhuyin
  ['たていすかんなにらせ゛', 'ちとしはきくまのりれけ', 'つさそひこみもねるめ'],
  ['ㄆㄊㄍㄐㄔㄗㄧㄛㄟㄣ', 'ㄇㄋㄎㄑㄕㄘㄨㄜㄠㄤ', 'ㄈㄌㄏㄒㄖㄙㄩㄝㄡㄥ'],
];

const keyOf = new Map<string, string>();
for (const rows of OTHER_ROWS)
  for (const [row, letters] of rows.entries())
    for (const [column, letter] of [...letters].entries()) {
      const key = LATIN_ROWS[row]?.[column];
      if (key !== undefined && /[\p{L}\p{M}]/u.test(letter) && !keyOf.has(letter)) keyOf.set(letter, key);
    }

/** The text as its keys would write it on a keyboard of the United States: `пароль` is `gfhjkm`. */
export function keysOf(typed: string): string {
  return [...typed.normalize('NFC').toLowerCase()].map(letter => keyOf.get(letter) ?? letter).join('');
}

/** For each board and character the characters of the keys around it, by direction; null where there is no key. */
export const keyboardGraphs: Record<string, Record<string, (string | null)[]>> = JSON.parse(keyboards);

/** For each board and character the characters around it, each with its direction. */
const boards = Object.values(keyboardGraphs).map(
  board =>
    new Map(
      Object.entries(board).map(([character, around]) => [
        character,
        new Map(around.flatMap((key, direction) => [...(key ?? '')].map(near => [near, direction] as const))),
      ]),
    ),
);

/** What a row of keys is at least, and what is looked at of one. */
const [SHORTEST_RUN, LONGEST_RUN] = [3, 32];

/** Calls back with each end of a run of neighbouring keys that begins at `from`, and how often the run turns until it. */
export function eachKeyRun(text: string, from: number, found: (end: number, turns: number) => void): void {
  for (const board of boards) {
    let turns = 0;
    let before: number | undefined;
    const last = Math.min(text.length, from + LONGEST_RUN);
    for (let at = from + 1; at < last; at += 1) {
      const direction = board.get(text.charAt(at - 1))?.get(text.charAt(at));
      if (direction === undefined) break;
      if (direction !== before) turns += 1;
      before = direction;
      if (at + 1 - from >= SHORTEST_RUN) found(at + 1, turns);
    }
  }
}
