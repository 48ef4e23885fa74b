import { describe, expect, it } from 'vitest';
import { backoffMs, USUAL_RETRY_RULES } from './backoff.ts';

describe('the wait before a job is tried again', () => {
  const longest = () => 1;
  const shortest = () => 0;

  it('is about a second at first, doubles, and is never longer than five minutes', () => {
    const mean = (failures: number) => backoffMs(failures, USUAL_RETRY_RULES, () => 0.5);
    expect([1, 2, 3, 4].map(mean)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(backoffMs(9, USUAL_RETRY_RULES, longest)).toBe(300_000);
    expect(backoffMs(100_000, USUAL_RETRY_RULES, longest)).toBe(300_000);
  });

  it('is anything up to its bound, so that jobs which failed together come back apart', () => {
    expect(backoffMs(5, USUAL_RETRY_RULES, shortest)).toBe(0);
    expect(backoffMs(5, USUAL_RETRY_RULES, longest)).toBe(32_000);
  });
});
