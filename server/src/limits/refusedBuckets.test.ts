import { describe, expect, it } from 'vitest';
import { createRefusedBuckets } from './refusedBuckets.ts';

const at = (ms: number) => new Date(1_800_000_000_000 + ms);

describe('a bucket that is remembered as refused', () => {
  it('tells the longest wait of several buckets, in whole seconds, at least one', () => {
    const refused = createRefusedBuckets();
    refused.remember('a', at(4_001), at(0));
    refused.remember('b', at(9_000), at(0));
    expect(refused.waitOf(['a', 'none'], at(0))).toBe(5);
    expect(refused.waitOf(['a', 'b'], at(0))).toBe(9);
    expect(refused.waitOf(['a'], at(4_000))).toBe(1);
    expect(refused.waitOf(['none'], at(0))).toBeUndefined();
  });

  it('ends with the window, and after five seconds in any case, since another replica may have cleared it', () => {
    const refused = createRefusedBuckets();
    refused.remember('short', at(2_000), at(0));
    refused.remember('long', at(3_600_000), at(0));
    expect(refused.waitOf(['short'], at(2_000))).toBeUndefined();
    expect(refused.waitOf(['long'], at(4_999))).toBe(3_596);
    expect(refused.waitOf(['long'], at(5_000))).toBeUndefined();
  });

  it('is forgotten when the clock was set back', () => {
    const refused = createRefusedBuckets();
    refused.remember('a', at(60_000), at(0));
    expect(refused.waitOf(['a'], at(-3_600_000))).toBeUndefined();
  });

  it('is gone where it was cleared', () => {
    const refused = createRefusedBuckets();
    refused.remember('a', at(5_000), at(0));
    refused.forget(['a']);
    expect(refused.waitOf(['a'], at(0))).toBeUndefined();
  });

  it('stays bounded however many buckets are refused: the oldest are forgotten', { tags: ['strangers-traces'] }, () => {
    const refused = createRefusedBuckets();
    for (let n = 0; n <= 100_000; n += 1) refused.remember(`key ${n}`, at(5_000), at(0));
    expect(refused.waitOf(['key 0'], at(0))).toBeUndefined();
    expect(refused.waitOf(['key 1', 'key 100000'], at(0))).toBe(5);
  });
});
