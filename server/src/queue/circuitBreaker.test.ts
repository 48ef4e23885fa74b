import { describe, expect, it } from 'vitest';
import { createCircuitBreaker } from './circuitBreaker.ts';

const rules = { firstDelayMs: 1_000, longestDelayMs: 8_000, giveUpAfterMs: 0 };
const breaker = () => createCircuitBreaker(3, rules, () => 0.5);

describe('the circuit breaker', () => {
  it('starts with one delivery at a time and allows more with the answers of the server, up to the most', () => {
    const own = breaker();
    const seen = Array.from({ length: 13 }, () => {
      own.answered();
      return own.concurrency();
    });
    expect(seen).toEqual([1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3]);
  });

  it('opens when the server is unavailable, for longer each time, and once for failures that come together', () => {
    const own = breaker();
    expect(own.unavailable()).toBe(1_000);
    expect([own.state(), own.concurrency(), own.unavailable()]).toEqual(['open', 0, undefined]);
    own.halfOpen();
    expect([own.state(), own.concurrency(), own.unavailable()]).toEqual(['half open', 1, 2_000]);
    own.halfOpen();
    expect(own.unavailable()).toBe(4_000);
  });

  it('closes when the server answers, and forgets earlier failures', () => {
    const own = breaker();
    own.unavailable();
    own.halfOpen();
    own.answered();
    expect([own.state(), own.concurrency()]).toEqual(['closed', 1]);
    expect(own.unavailable()).toBe(1_000);
  });

  it('stays open when a delivery that was under way is answered', () => {
    const own = breaker();
    own.unavailable();
    own.answered();
    expect([own.state(), own.concurrency()]).toEqual(['open', 0]);
  });

  it('opens for suspects only when several differ, without an answer between', () => {
    const own = breaker();
    for (let i = 0; i < 100; i++) expect(own.suspected('one.example')).toBeUndefined();
    for (const suspect of ['b', 'c', 'd']) expect(own.suspected(suspect)).toBeUndefined();
    own.answered();
    for (const suspect of ['a', 'b', 'c', 'd']) expect(own.suspected(suspect)).toBeUndefined();
    expect(own.suspected('e')).toBe(1_000);
    expect(own.state()).toBe('open');
  });

  it('opens for suspects no longer when they come again: strangers with several mailboxes must not hold up all mail', () => {
    const own = breaker();
    for (let time = 0; time < 5; time++) {
      for (const suspect of ['a', 'b', 'c', 'd']) expect(own.suspected(suspect)).toBeUndefined();
      expect(own.suspected('e')).toBe(1_000);
      own.halfOpen();
    }
  });
});
