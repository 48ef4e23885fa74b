import { foldText, lettersOf } from './foldText.ts';

/** What is shorter occurs by chance. */
const LEAST_LENGTH = 3;

/**
 * The words of an address, a host or a name, folded, longest first: the whole, what stands before and after the @, and
 * every word of it, each also without its signs and digits.
 */
export function partsOf(text: string): string[] {
  const folded = foldText(text);
  const sides = folded.split('@');
  const words = folded.split(/[^\p{L}\p{M}\p{N}]+/u);
  const untagged = sides.map(side => side.replace(/\+.*/, ''));
  const parts = [folded, ...sides, ...untagged, ...words].flatMap(part => [
    part,
    lettersOf(part),
    part.replace(/^\p{N}+|\p{N}+$/gu, ''),
  ]);
  return [...new Set(parts)].filter(part => part.length >= LEAST_LENGTH).sort((a, b) => b.length - a.length);
}
