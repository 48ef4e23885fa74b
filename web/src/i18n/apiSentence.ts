import { i18n } from '@lingui/core';
import { DAY, type Messages } from '../../../server/src/messages/messages.ts';

/** What the sentences about a password name. */
interface Limits {
  readonly minLength: number;
  readonly maxLength: number;
}

/** The API's words, a file for each language. None is loaded before a page that shows a sentence changes its language. */
const files = import.meta.glob<{ words: Messages }>('../../../server/src/messages/words/*.ts');

const loaded = new Map<string, Messages>();
let shown = false;

/** Loads the API's words in these languages, if the page has shown a sentence of the API. */
export async function loadApiWords(...tags: string[]): Promise<void> {
  if (!shown) return;
  await Promise.all(
    tags.map(async tag => {
      const file = await files[`../../../server/src/messages/words/${tag}.ts`]?.();
      if (file) loaded.set(tag, file.words);
    }),
  );
}

/**
 * A sentence that the API sent, in the language that the page has when it is asked for, also after a switch. It stays as
 * it was sent where this build does not know it, since the server may be of another version.
 */
export function apiSentence(sent: string, limits: Limits = { minLength: 0, maxLength: 0 }): () => string {
  shown = true;
  return () => {
    const now = loaded.get(i18n.locale);
    if (!now) return sent;
    const keys = [...loaded.values()].map(
      words => [...sentencesOf(words, limits)].find(([, text]) => text === sent)?.[0],
    );
    return sentencesOf(now, limits).get(keys.find(Boolean) ?? '') ?? sent;
  };
}

function sentencesOf({ brokenRule, tooManyRequests, ...words }: Messages, limits: Limits): Map<string, string> {
  const rules = Object.entries(brokenRule).map(([rule, sentence]) => [rule, sentence(limits)]);
  const all: unknown[][] = [...Object.entries(words), ...rules, ['tooManyRequests', tooManyRequests(DAY)]];
  return new Map(all.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
