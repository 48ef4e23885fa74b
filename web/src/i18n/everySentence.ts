import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Words } from '../../../server/mails/source/words.ts';
import type { Language } from '../../../server/src/domain/languages.ts';
import { messagesIn } from '../../../server/src/messages/messagesIn.ts';

/** What is said in one place, and the same in English. */
export interface Sentence {
  /** A message of the pages, or the place of a sentence in the words of API and mails. */
  readonly where: string;
  readonly english: string;
  readonly text: string;
}

/** Everything that pages, API and emails say in a language. Durations in the API's sentences are 15 minutes and a day. */
export async function everySentence(tag: Language): Promise<Sentence[]> {
  const [english, translated] = await Promise.all([readCatalogue('en'), readCatalogue(tag)]);
  const pages = [...translated].map(([where, text]) => ({ where, english: english.get(where) ?? '', text }));
  const [englishWords, words] = await Promise.all([mailWords('en'), mailWords(tag)]);
  return [
    ...pages,
    ...inPairs('API', messagesIn('en'), messagesIn(tag)),
    ...inPairs('mail', withoutStyle(englishWords), withoutStyle(words)),
  ];
}

/** The messages of a catalogue, or of the file of one, and their translations. */
export async function readCatalogue(tagOrFile: string): Promise<Map<string, string>> {
  const file = tagOrFile.endsWith('.po') ? tagOrFile : fileURLToPath(new URL(`${tagOrFile}.po`, import.meta.url));
  const entries = (await readFile(file, 'utf8')).matchAll(/^msgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|$))+)/gm);
  const textOf = (quoted = '') => quoted.replaceAll(/^"|"$|\n/gm, '');
  const catalogue = new Map([...entries].map(([, id, text]) => [textOf(id), textOf(text)]));
  catalogue.delete('');
  return catalogue;
}

async function mailWords(tag: Language): Promise<Words> {
  const { words } = await import(`../../../server/mails/source/words/${tag}.ts`);
  return words;
}

function withoutStyle({ colon: _colon, fonts: _fonts, ...words }: Words) {
  return words;
}

/** The sentences in two equal structures, side by side. */
function inPairs(where: string, english: unknown, other: unknown): Sentence[] {
  if (typeof english === 'string') return [{ where, english, text: String(other ?? '') }];
  if (typeof english === 'function') {
    const [seconds, limits] = [[900, 86_400], [{ minLength: 15, maxLength: 256 }]];
    return (where.endsWith('tooManyRequests') ? seconds : limits).flatMap(value =>
      inPairs(where, english(value), (other as typeof english)(value)),
    );
  }
  return Object.entries(english as object).flatMap(([key, value]) =>
    inPairs(`${where} ${key}`, value, (other as Record<string, unknown> | undefined)?.[key]),
  );
}
