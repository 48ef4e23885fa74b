import { describe, expect, it } from 'vitest';
import { createRefusals } from './refusals.ts';

const at = (ms: number) => new Date(1_800_000_000_000 + ms);

describe('what a refusal leaves in memory', () => {
  it('tells the longest wait of several buckets, in whole seconds, at least one', () => {
    const refusals = createRefusals();
    refusals.remember('a', at(4_001), at(0));
    refusals.remember('b', at(9_000), at(0));
    expect(refusals.waitOf(['a', 'none'], at(0))).toBe(5);
    expect(refusals.waitOf(['a', 'b'], at(0))).toBe(9);
    expect(refusals.waitOf(['a'], at(4_000))).toBe(1);
    expect(refusals.waitOf(['none'], at(0))).toBeUndefined();
  });

  it('ends with the window, and after ten seconds in any case, since another replica may have cleared it', () => {
    const refusals = createRefusals();
    refusals.remember('short', at(2_000), at(0));
    refusals.remember('long', at(3_600_000), at(0));
    expect(refusals.waitOf(['short'], at(2_000))).toBeUndefined();
    expect(refusals.waitOf(['long'], at(9_999))).toBe(3_591);
    expect(refusals.waitOf(['long'], at(10_000))).toBeUndefined();
  });

  it('is not kept alive by a clock that was put back', () => {
    const refusals = createRefusals();
    refusals.remember('a', at(60_000), at(0));
    expect(refusals.waitOf(['a'], at(-3_600_000))).toBeUndefined();
  });

  it('is gone where it was cleared', () => {
    const refusals = createRefusals();
    refusals.remember('a', at(5_000), at(0));
    refusals.forget(['a']);
    expect(refusals.waitOf(['a'], at(0))).toBeUndefined();
  });

  it('stays bounded however many buckets are refused: the oldest are forgotten', () => {
    const refusals = createRefusals();
    for (let n = 0; n <= 100_000; n += 1) refusals.remember(`key ${n}`, at(5_000), at(0));
    expect(refusals.waitOf(['key 0'], at(0))).toBeUndefined();
    expect(refusals.waitOf(['key 1', 'key 100000'], at(0))).toBe(5);
  });
});
