/**
 * The colours that pages and mails make of the one of the brand. Every pair of words and ground has a contrast of 4.5:1
 * (WCAG 2.2, 1.4.3), regardless of the brand's colour.
 */
export interface BrandColours {
  /** Words on the brand's own colour: black or white, whichever stands out more. Of these one always has 4.58:1. */
  readonly onBrand: '#000000' | '#ffffff';
  /** The brand's colour under a pointer: a shade further away from the words. */
  readonly hover: string;
  /** The brand's colour as words, such as links, on white and on every light ground of a page. */
  readonly ink: string;
  /** The same on every dark ground. */
  readonly darkInk: string;
}

const BLACK = '#000000';
const WHITE = '#ffffff';

/** The grounds on which coloured words are hardest to read: the darkest light one of the pages, the lightest dark one. */
const GROUND = '#e6e6e6';
const DARK_GROUND = '#2b2f38';

/** Contrast of text (WCAG 2.2, level AA). */
const LEAST_CONTRAST = 4.5;

/** Makes them of a colour in the form `#rrggbb` or `#rgb`. */
export function brandColours(brand: string): BrandColours {
  const onBrand = contrast(brand, BLACK) > contrast(brand, WHITE) ? BLACK : WHITE;
  return {
    onBrand,
    hover: mix(brand, onBrand === BLACK ? WHITE : BLACK, 0.14),
    ink: readable(brand, BLACK, GROUND),
    darkInk: readable(brand, WHITE, DARK_GROUND),
  };
}

/** A colour with as little of another as makes it readable on a ground. */
function readable(colour: string, other: string, ground: string): string {
  for (let share = 0; share < 1; share += 0.02) {
    const mixed = mix(colour, other, share);
    if (contrast(mixed, ground) >= LEAST_CONTRAST) return mixed;
  }
  return other;
}

/** The contrast of two colours, from 1 to 21 (WCAG 2.2, contrast ratio). */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map(channel => linear(channel / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function mix(colour: string, other: string, share: number): string {
  const added = channelsOf(other);
  const mixed = channelsOf(colour).map((channel, at) => Math.round(channel * (1 - share) + (added[at] ?? 0) * share));
  return `#${mixed.map(channel => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Red, green and blue of a colour in the form `#rrggbb` or `#rgb`, each from 0 to 255. */
export function channelsOf(colour: string): number[] {
  const digits = colour.length === 4 ? colour.replace(/[^#]/g, '$&$&') : colour;
  return [1, 3, 5].map(at => Number.parseInt(digits.slice(at, at + 2), 16));
}
