import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseLanguage, languages } from './language.ts';

describe('the language of an answer', () => {
  it.each([
    ['de-CH, en;q=0.8', 'de'],
    ['fr;q=0.4, ja;q=0.9', 'ja'],
    ['nl, pt-BR;q=0.7, en;q=0.5', 'pt'],
    ['zh', 'zh-Hans'],
    ['zh-CN', 'zh-Hans'],
    ['zh-SG', 'zh-Hans'],
    ['zh-Hans-HK', 'zh-Hans'],
    ['zh-TW', 'zh-Hant'],
    ['zh-HK', 'zh-Hant'],
    ['zh-MO, zh;q=0.8', 'zh-Hant'],
    ['zh-Hant-CN', 'zh-Hant'],
    ['pt-PT, en;q=0.5', 'pt'],
    ['de_AT@euro, en;q=0.5', 'de'],
    ['x-klingon, -, de', 'de'],
    ['zh-Latn, fr;q=0.5', 'fr'],
    ['ar-Latn, ja;q=0.5', 'ja'],
    ['sr-Latn, es;q=0.5', 'es'],
    ['sr-Latn', 'en'],
    ['AR-eg', 'ar'],
    ['nl', 'en'],
    ['de;q=0, es', 'es'],
    ['*', 'en'],
    ['', 'en'],
    [undefined, 'en'],
  ])('to %j is %s', (header, language) => {
    expect(chooseLanguage(header)).toBe(language);
  });

  it('is the one chosen in the language switch, before those of the browser', () => {
    expect(chooseLanguage('de', 'zh-Hant')).toBe('zh-Hant');
    expect(chooseLanguage('de', 'tlh')).toBe('de');
    expect(chooseLanguage(undefined, 'ja')).toBe('ja');
  });

  it('is a supported one for any header', { tags: ['mail-language'] }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), header =>
        languages.includes(chooseLanguage(header)),
      ),
    );
    expect(chooseLanguage(`${'en;q=0.1,'.repeat(100_000)}de`)).toBe('en');
    expect(chooseLanguage('__proto__, constructor, toString')).toBe('en');
  });
});
