import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationInWords, waitIn } from './duration.ts';

const SECONDS = { second: 1, minute: 60, hour: 3_600, day: 86_400 } as const;

/** The seconds that English words stand for. */
function secondsOf(words: string): number {
  const [count = '', unit = ''] = words.replaceAll(',', '').split(' ');
  return Number(count) * SECONDS[unit.replace(/s$/, '') as keyof typeof SECONDS];
}

describe('a duration in words', () => {
  it.each([
    [1, '1 second'],
    [60, '1 minute'],
    [90, '90 seconds'],
    [119, '119 seconds'],
    [120, '2 minutes'],
    [150, '2 minutes'],
    [3_599, '59 minutes'],
    [3_600, '1 hour'],
    [5_400, '90 minutes'],
    [86_400, '24 hours'],
    [172_800, '48 hours'],
    [259_200, '3 days'],
  ])('of %i seconds is told as %s', (seconds, words) => {
    expect(durationInWords('en', seconds)).toBe(words);
  });

  it('never makes a lifetime longer or a wait shorter than it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), seconds => {
        expect(secondsOf(durationInWords('en', seconds))).toBeLessThanOrEqual(seconds);
        expect(secondsOf(waitIn('en', seconds))).toBeGreaterThanOrEqual(seconds);
      }),
    );
  });

  it('has the digits that every reader of the language knows', () => {
    expect(durationInWords('ar', 900)).toContain('15');
  });
});
