import { describe, expect, it } from 'vitest';
import { preferredLanguage } from './preferredLanguage.ts';

describe('the language of the page', () => {
  it.each([
    ['', ['de-AT', 'en'], 'de'],
    ['', ['nl', 'fr-CA'], 'fr'],
    ['', ['zh-SG'], 'zh-Hans'],
    ['', ['zh-TW', 'zh', 'en'], 'zh-Hant'],
    ['', ['zh-HK'], 'zh-Hant'],
    ['', ['sr-Latn-RS', 'fr'], 'fr'],
    ['', ['pt-PT', 'en'], 'pt'],
    ['', ['de-DE@posix'], 'de'],
    ['', ['nl'], 'en'],
    ['', [], 'en'],
  ])('follows the browser: cookies %j, languages %j', (cookies, tags, expected) => {
    expect(preferredLanguage(cookies, tags).tag).toBe(expected);
  });

  it('is the one chosen in the language switch, before those of the browser', () => {
    expect(preferredLanguage('theme=x; language=ja', ['de']).tag).toBe('ja');
  });

  it('is not the one that a product on the same origin has chosen', () => {
    expect(preferredLanguage('language=fr; rekey_language=ja', ['de'], 'rekey_language').tag).toBe('ja');
    expect(preferredLanguage('language=fr', ['de'], 'rekey_language').tag).toBe('de');
  });

  it('is the browser’s when the choice is unknown', () => {
    expect(preferredLanguage('language=tlh', ['de']).tag).toBe('de');
    expect(preferredLanguage('language=', ['de']).tag).toBe('de');
  });
});
