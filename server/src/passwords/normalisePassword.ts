/** General category Zs, of which U+0020 is the only one within ASCII. */
const SPACE = /\p{Zs}/gu;

/**
 * The form of a password that is counted, judged and hashed: RFC 8265 OpaqueString. Spaces from beyond ASCII become
 * U+0020 and the whole is NFC, so that é is é however a keyboard makes it. Nothing is trimmed, lowered or refused.
 */
export function normalisePassword(typed: string): string {
  return typed.replace(SPACE, ' ').normalize('NFC');
}
