import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brandColours, contrast } from './brandColours.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map(number => `#${number.toString(16).padStart(6, '0')}`);

describe('the colours of a brand', () => {
  it('are readable, for any colour of the brand', () => {
    fc.assert(
      fc.property(colour, brand => {
        const { onBrand, hover, ink, darkInk } = brandColours(brand);
        expect(contrast(onBrand, brand)).toBeGreaterThan(4.5);
        expect(contrast(onBrand, hover)).toBeGreaterThan(4.5);
        for (const ground of ['#ffffff', '#f6f7f9', '#e6e6e6'])
          expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
        for (const ground of ['#0c0d11', '#15171c', '#2b2f38'])
          expect(contrast(darkInk, ground)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it.each([
    ['#ffd43b', '#000000'],
    ['#ffffff', '#000000'],
    ['#3b5bdb', '#ffffff'],
    ['#000000', '#ffffff'],
  ])('on %s are words in %s', (brand, words) => {
    expect(brandColours(brand).onBrand).toBe(words);
  });

  it('stay as they are where they can be read', () => {
    expect(brandColours('#3b3bdb').ink).toBe('#3b3bdb');
  });
});
