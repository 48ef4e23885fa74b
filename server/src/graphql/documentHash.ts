import { type BinaryToTextEncoding, hash } from 'node:crypto';

/** More documents than the products of an installation have. */
const MOST_KEPT = 500;
/** In UTF-16 code units. A document of a product is shorter. */
const LONGEST_KEPT = 2_000;

/** SHA-256 in hex, by document. */
const kept = new Map<string, string>();

/**
 * In the build it stands in for `@apollo/utils.createhash` (rolldown.config.ts). Apollo hashes the document of every
 * request, which costs some 3 % of it, and clients send the same few again and again. So their hashes are kept.
 */
export function createHash(algorithm: string) {
  return {
    update: (text: string) => ({
      digest: (encoding: BinaryToTextEncoding) =>
        algorithm === 'sha256' && encoding === 'hex' ? sha256Of(text) : hash(algorithm, text, encoding),
    }),
  };
}

function sha256Of(document: string): string {
  const known = kept.get(document);
  if (known !== undefined) return known;
  const digest = hash('sha256', document);
  if (kept.size >= MOST_KEPT) kept.clear();
  if (document.length <= LONGEST_KEPT) kept.set(document, digest);
  return digest;
}
