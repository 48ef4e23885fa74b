/** An address as its owner wrote it, outer white space removed: what mail is sent to. */
export type EmailAddress = string & { readonly __brand: 'EmailAddress' };

/** The form in which two addresses are compared. Made by {@link canonicalEmail} alone. */
export type CanonicalEmail = string & { readonly __brand: 'CanonicalEmail' };

/** RFC 5321 section 4.5.3.1.3: a path holds 256 octets, two of them angle brackets. */
const MAX_LENGTH = 254;
/** RFC 5321 section 4.5.3.1.1. */
const MAX_LOCAL_PART_LENGTH = 64;

/**
 * Control characters, line breaks included, separators, lone surrogates, and invisible characters such as zero-width
 * ones.
 */
const INVISIBLE = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
/**
 * RFC 5322 dot-atom, with RFC 6531's letters from beyond ASCII. Quoted local parts are refused: no provider issues
 * them.
 */
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_`{|}~]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_`{|}~]+)*$/u;
/** RFC 1035 labels, or their RFC 5890 Unicode form: at least two of them, the last not a number. */
const DOMAIN =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+(?!\p{N}+$)[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/**
 * Parses a typed address. Outer white space is dropped; a line break never is, since it would end a mail header
 * (CVE-2015-5144). The length is checked before anything else looks at the text (CVE-2023-36053, CVE-2023-46695).
 * Returns undefined when it is not an address that mail could be sent to.
 */
export function parseEmailAddress(typed: string): EmailAddress | undefined {
  if (typed.length > MAX_LENGTH * 2) return undefined;
  const address = typed.replace(/^[\p{Zs}\t]+|[\p{Zs}\t]+$/gu, '');
  if (address.length > MAX_LENGTH || Buffer.byteLength(address) > MAX_LENGTH) return undefined;
  if (INVISIBLE.test(address)) return undefined;
  const at = address.lastIndexOf('@');
  const localPart = address.slice(0, at);
  if (at < 1 || Buffer.byteLength(localPart) > MAX_LOCAL_PART_LENGTH) return undefined;
  if (!LOCAL_PART.test(localPart) || !DOMAIN.test(address.slice(at + 1))) return undefined;
  return address as EmailAddress;
}

/**
 * The form of an address for comparisons: only letter case is removed.
 *
 * A letter is lowered only where raising it again gives the same letter back. So the Kelvin sign is not k, dotless i is
 * not i, and full-width letters are not ASCII. Addresses that differ as Unicode stay different accounts
 * (CVE-2019-19844).
 */
export function canonicalEmail(address: EmailAddress): CanonicalEmail {
  let canonical = '';
  for (const letter of address) {
    const lowered = letter.toLowerCase();
    canonical += lowered.toUpperCase() === letter ? lowered : letter;
  }
  return canonical as CanonicalEmail;
}
