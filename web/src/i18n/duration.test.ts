import { describe, expect, it } from 'vitest';
import type { Language } from '../../../server/src/domain/language.ts';
import { durationInWords as wordsOfServer } from '../../../server/src/messages/duration.ts';
import { durationInWords } from './duration.ts';
import { languages } from './languages.ts';

describe('a duration in words', () => {
  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [59, '59 seconds'],
    [60, '1 minute'],
    [61, '61 seconds'],
    [90, '90 seconds'],
    [119, '119 seconds'],
    [120, '2 minutes'],
    [179, '2 minutes'],
    [900, '15 minutes'],
    [3_599, '59 minutes'],
    [3_600, '1 hour'],
    [3_659, '60 minutes'],
    [5_400, '90 minutes'],
    [7_200, '2 hours'],
    [10_000, '2 hours'],
    [86_400, '24 hours'],
    [172_800, '48 hours'],
    [259_200, '3 days'],
    [604_800, '7 days'],
  ])('is rounded down to a whole unit: %i seconds', (seconds, words) => {
    expect(durationInWords(seconds, 'en')).toBe(words);
  });

  it.each([
    [1, '1 second'],
    [59.2, '60 seconds'],
    [60, '60 seconds'],
    [119, '119 seconds'],
    [121, '3 minutes'],
    [3_600, '60 minutes'],
    [7_201, '3 hours'],
  ])('is rounded up when it is a wait: %s seconds', (seconds, words) => {
    expect(durationInWords(seconds, 'en', 'up')).toBe(words);
  });

  it('never names more time than there is', () => {
    const lengths = { second: 1, minute: 60, hour: 3_600, day: 86_400 };
    for (let seconds = 1; seconds < 800_000; seconds += 97) {
      const [, count = '', unit = ''] = /^([\d,]+) (\w+?)s?$/.exec(durationInWords(seconds, 'en')) ?? [];
      expect(Number(count.replace(',', '')) * lengths[unit as keyof typeof lengths]).toBeLessThanOrEqual(seconds);
    }
  });

  it.each([
    ['de', 90, '90 Sekunden'],
    ['fr', 3_600, '1 heure'],
    ['es', 900, '15 minutos'],
    ['pt', 604_800, '7 dias'],
    ['ja', 3_600, '1 時間'],
    ['zh-Hans', 900, '15分钟'],
    ['ar', 300, '5 دقائق'],
  ])('follows the plurals of the language: %s', (language, seconds, words) => {
    expect(durationInWords(seconds, language).replaceAll('\u00a0', ' ')).toBe(words);
  });

  it.each(languages)('is worded as the emails and the API word it: $tag', ({ tag }) => {
    for (const seconds of [1, 59, 60, 61, 90, 119, 120, 900, 3_599, 3_600, 5_400, 7_200, 86_400, 172_800, 604_800]) {
      for (const rounding of ['down', 'up'] as const) {
        expect(durationInWords(seconds, tag, rounding)).toBe(wordsOfServer(tag as Language, seconds, rounding));
      }
    }
  });
});
