/**
 * Keys should have 128 bits of randomness (NIST SP 800-131A). The estimate below comes to about 115 for a random hex
 * key of 32 digits.
 */
const LEAST_BITS = 80;

/** Words of placeholders and keyboards, which no generator writes. */
const PLACEHOLDERS =
  /change.?me|change.?this|replace|secret|password|passphrase|example|insecure|default|placeholder|qwerty|asdfgh/i;

/** Why a key can be guessed, or undefined where it looks random. Never quotes the key. */
export function whyGuessable(key: string): string | undefined {
  if (PLACEHOLDERS.test(key)) return 'it contains a word of an example';
  if (randomBits(key) < LEAST_BITS) return 'its characters repeat or follow each other';
  return undefined;
}

/**
 * An upper bound of a text's randomness, in bits: its length times the entropy of its characters (Shannon). Where the
 * steps between characters have less entropy, as in "abcdef", they count instead. A text that repeats itself counts
 * once.
 */
function randomBits(text: string): number {
  const codes = [...text.slice(0, periodOf(text))].map(character => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return codes.length * Math.min(entropyOf(codes), entropyOf(steps));
}

/**
 * After how many characters a text repeats itself; its length where it does not. The last repetition may be cut short.
 */
function periodOf(text: string): number {
  for (let period = 1; period < text.length; period += 1) {
    if (text.startsWith(text.slice(period))) return period;
  }
  return text.length;
}

/** Bits for each value, by how often each occurs. */
function entropyOf(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce(
    (bits, count) => bits - (count / values.length) * Math.log2(count / values.length),
    0,
  );
}
