/** The product's own key for an account: 1 to 128 code points of readable text. Unique among the accounts. */
export type Reference = string & { readonly __brand: 'Reference' };

/**
 * Parses a reference. It is kept exactly as it is written. Undefined for text that is empty or too long, that begins or
 * ends with white space, or that holds control characters, line separators or half a character.
 */
export function parseReference(text: string): Reference | undefined {
  const readable = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,128}$/u.test(text) && text.trim() === text;
  return readable ? (text as Reference) : undefined;
}
