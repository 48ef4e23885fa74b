import { describe, expect, it } from 'vitest';
import { backoffMs, usualRetryRules } from './backoff.ts';

describe('the wait before a mail is tried again', () => {
  const longest = () => 1;
  const shortest = () => 0;

  it('is about a second at first, doubles, and is never longer than five minutes', () => {
    const mean = (failures: number) => backoffMs(failures, usualRetryRules, () => 0.5);
    expect([1, 2, 3, 4].map(mean)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(backoffMs(9, usualRetryRules, longest)).toBe(300_000);
    expect(backoffMs(100_000, usualRetryRules, longest)).toBe(300_000);
  });

  it('is anything up to its bound, so that mails which failed together come back apart', () => {
    expect(backoffMs(5, usualRetryRules, shortest)).toBe(0);
    expect(backoffMs(5, usualRetryRules, longest)).toBe(32_000);
  });
});
