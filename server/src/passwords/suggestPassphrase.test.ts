import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LANGUAGES } from '../domain/languages.ts';
import { createPasswordEstimator } from './estimator.ts';
import { brokenRules } from './passwordPolicy.ts';
import { PASSPHRASE_BITS, suggestPassphrase } from './suggestPassphrase.ts';

const estimator = createPasswordEstimator();
const MANY = 25;

async function wordsOf(language: string): Promise<string[]> {
  return JSON.parse(await readFile(new URL(`../../words/passphrase/${language}.json`, import.meta.url), 'utf8'));
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a suggested passphrase', () => {
  it.each(LANGUAGES.map(({ tag }) => tag))('is taken and called strong, in %s', async language => {
    const words = await wordsOf(language);
    const suggested = Array.from({ length: MANY }, () => suggestPassphrase(words, 15));
    expect(new Set(suggested).size).toBe(MANY);
    for (const passphrase of suggested) {
      expect(
        brokenRules(passphrase, 'ada@example.com', { minLength: 15, productWords: ['Rekey'], estimator }),
        passphrase,
      ).toEqual([]);
      expect(estimator.score(passphrase, []), passphrase).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(LANGUAGES.map(({ tag }) => tag))('is worth its bits by the number of its words, in %s', async language => {
    const list = await wordsOf(language);
    expect(new Set(list).size).toBe(list.length);
    const passphrase = suggestPassphrase(list, 15).split('-');
    expect(passphrase.length * Math.log2(list.length)).toBeGreaterThanOrEqual(PASSPHRASE_BITS);
    for (const word of passphrase) expect(list).toContain(word);
    // What any keyboard of the language types without a second thought.
    expect(list.filter(word => !(language === 'ar' ? /^[ء-ي]+$/ : /^[a-z]+$/).test(word))).toEqual([]);
  });

  it('is as long as the policy asks for', async () => {
    const list = await wordsOf('en');
    for (const minLength of [8, 15, 64, 200])
      expect(suggestPassphrase(list, minLength).length).toBeGreaterThanOrEqual(minLength);
  });

  it('favours no word: numbers that would are drawn again', async () => {
    const list = await wordsOf('en');
    const fair = 2 ** 32 - (2 ** 32 % list.length);
    const numbers = [fair, 2 ** 32 - 1, fair - 1, 0, list.length, 7, 8];
    vi.spyOn(crypto, 'getRandomValues').mockImplementation(array => {
      (array as Uint32Array)[0] = numbers.shift() ?? 1;
      return array;
    });
    const last = list.at(-1) ?? '';
    expect(suggestPassphrase(list, 15).split('-')).toEqual([last, list[0], list[0], list[7], list[8]]);
  });
});
