import { afterEach, describe, expect, it, vi } from 'vitest';
import { LANGUAGES } from '../domain/languages.ts';
import { createPasswordEstimator } from './estimator.ts';
import { brokenRules } from './passwordPolicy.ts';
import { PASSPHRASE_BITS, suggestPassphrase } from './suggestPassphrase.ts';

const estimator = createPasswordEstimator();
const MANY = 200;

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a suggested passphrase', () => {
  it.each(LANGUAGES.map(({ tag }) => tag))('is taken and called strong, in %s', async language => {
    const suggested = await Promise.all(Array.from({ length: MANY }, () => suggestPassphrase(language, 15)));
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
    const { words } = (await import(`../../words/passphrase/${language}.ts`)) as { words: string };
    const list = words.split(' ');
    expect(new Set(list).size).toBe(list.length);
    const passphrase = (await suggestPassphrase(language, 15)).split('-');
    expect(passphrase.length * Math.log2(list.length)).toBeGreaterThanOrEqual(PASSPHRASE_BITS);
    for (const word of passphrase) expect(list).toContain(word);
    // What any keyboard of the language types without a second thought.
    expect(list.filter(word => !(language === 'ar' ? /^[ء-ي]+$/ : /^[a-z]+$/).test(word))).toEqual([]);
  });

  it('is as long as the policy asks for', async () => {
    for (const minLength of [8, 15, 64, 200])
      expect((await suggestPassphrase('en', minLength)).length).toBeGreaterThanOrEqual(minLength);
  });

  it('favours no word: numbers that would are drawn again', async () => {
    const { words } = await import('../../words/passphrase/en.ts');
    const list = words.split(' ');
    const fair = 2 ** 32 - (2 ** 32 % list.length);
    const numbers = [fair, 2 ** 32 - 1, fair - 1, 0, list.length, 7, 8];
    vi.spyOn(crypto, 'getRandomValues').mockImplementation(array => {
      (array as Uint32Array)[0] = numbers.shift() ?? 1;
      return array;
    });
    const last = list.at(-1) ?? '';
    expect((await suggestPassphrase('en', 15)).split('-')).toEqual([last, list[0], list[0], list[7], list[8]]);
  });

  it('is in English where a language has no list', async () => {
    const { words } = await import('../../words/passphrase/en.ts');
    for (const word of (await suggestPassphrase('nl', 15)).split('-')) expect(words.split(' ')).toContain(word);
  });
});
