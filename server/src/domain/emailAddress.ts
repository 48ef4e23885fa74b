import { domainToASCII, domainToUnicode } from 'node:url';

/**
 * An address that mail can be sent to: the local part in NFC and the owner's letter case, the domain as IDNA A-labels.
 * Rows and links of version 0.1 hold the domain as it was typed.
 */
export type EmailAddress = string & { readonly __brand: 'EmailAddress' };

/** The form in which two addresses are compared. Made by {@link canonicalEmail} alone. */
export type CanonicalEmail = string & { readonly __brand: 'CanonicalEmail' };

/** What is in the way of reading a text as an address: the first that was found. Each has its sentence in `messages/`. */
export type AddressFault =
  | 'addressTooLong'
  | 'addressHasLineBreak'
  | 'addressHasInvisibleCharacter'
  | 'addressHasNoAtSign'
  | 'addressHasSeveralAtSigns'
  | 'addressHasSpace'
  | 'addressHasNoLocalPart'
  | 'addressHasNoDomain';

/** RFC 5321 section 4.5.3.1.3: a path holds 256 octets, two of them angle brackets. */
const MAX_LENGTH = 254;
/** RFC 5321 section 4.5.3.1.1. A strict server refuses more. */
const MAX_LOCAL_PART_LENGTH = 64;

const LINE_BREAK = /[\n\v\f\r\u0085\u2028\u2029]/;
/** Control characters, lone surrogates, and invisible characters such as zero-width ones. */
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;
/** Zero-width joiners. IDNA allows them in a domain where the script needs them (RFC 5892 appendix A). */
const JOINERS = /[\u200c\u200d]/g;

/** What may stand around an address that is copied from a text: spaces, marks without width, brackets, quotes. */
const BEFORE = /^(?:mailto:|[\p{Zs}\t\p{Default_Ignorable_Code_Point}<([{"“”„‟‘‚‛«‹「『（【《〈＜［,;:，；：、])+/iu;
/** No domain ends in any of these. */
const AFTER = /[\p{Zs}\t\p{Default_Ignorable_Code_Point}>)\]}"“”„‟'‘’‚‛`»›」』）】》〉＞］.,;:!?…。．｡，；：、！？]+$/u;
/** The subject and so on of a mailto: link (RFC 6068). */
const MAILTO_QUERY = /\?.*$/;
/** An apostrophe may begin a local part, so it is dropped only with its counterpart. */
const IN_APOSTROPHES = /^'.*'[\s\p{P}\p{Default_Ignorable_Code_Point}]*$/u;

/**
 * The letters of RFC 5322's atom with RFC 6531's from beyond ASCII, and dots in any place: docomo.ne.jp and others gave
 * out addresses with two dots in a row, and with one at the end. Quoted local parts are refused: no provider issues them.
 */
const LOCAL_PART = /^[\p{L}\p{M}\p{N}.!#$%&'*+\-/=?^_`{|}~]+$/u;

/** Node reads a domain as the host of a URL, where these would begin a port, a path or an escape. */
const NEVER_IN_DOMAIN = /[^\P{ASCII}a-zA-Z\d.-]/u;
/** RFC 1035 labels: at least two of them, the last not a number. */
const DOMAIN = /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?!\d+$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;
/** One that IDNA leaves as it is, as most are. To see that costs a fifth of asking IDNA. */
const PLAIN_DOMAIN = /^(?!.*xn--)(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,63}$/;

/**
 * Reads a typed or pasted address. What copying brings along at both ends is dropped; a line break never is, since it
 * would end a mail header (CVE-2015-5144). The length is checked before anything else looks at the text
 * (CVE-2023-36053, CVE-2023-46695).
 */
export function readEmailAddress(
  typed: string,
):
  | { readonly email: EmailAddress; readonly fault?: undefined }
  | { readonly fault: AddressFault; readonly email?: undefined } {
  if (typed.length > MAX_LENGTH * 2) return { fault: 'addressTooLong' };
  if (LINE_BREAK.test(typed)) return { fault: 'addressHasLineBreak' };
  const address = withoutPastedEnds(typed);
  if (address.length > MAX_LENGTH) return { fault: 'addressTooLong' };

  const at = address.indexOf('@');
  const typedLocalPart = address.slice(0, Math.max(at, 0));
  const typedDomain = address.slice(at + 1);
  if (INVISIBLE.test(typedLocalPart) || INVISIBLE.test(typedDomain.replace(JOINERS, ''))) {
    return { fault: 'addressHasInvisibleCharacter' };
  }
  if (at < 0) return { fault: 'addressHasNoAtSign' };
  if (typedDomain.includes('@')) return { fault: 'addressHasSeveralAtSigns' };
  if (/\p{Zs}/u.test(address)) return { fault: 'addressHasSpace' };
  const localPart = composed(typedLocalPart);
  // A mark may compose with a sign into one that is not among these, and a Greek accent into an ASCII one that is.
  if (!LOCAL_PART.test(typedLocalPart) || !LOCAL_PART.test(localPart)) return { fault: 'addressHasNoLocalPart' };
  const domain = asciiDomain(typedDomain);
  if (!domain) return { fault: 'addressHasNoDomain' };

  const email = `${localPart}@${domain}`;
  if (Buffer.byteLength(localPart) > MAX_LOCAL_PART_LENGTH || Buffer.byteLength(email) > MAX_LENGTH) {
    return { fault: 'addressTooLong' };
  }
  return { email: email as EmailAddress };
}

/** The address in a text, as {@link readEmailAddress} reads it; undefined where there is none. */
export function parseEmailAddress(typed: string): EmailAddress | undefined {
  const read = readEmailAddress(typed);
  return read.fault ? undefined : read.email;
}

/**
 * The form of an address for comparisons: the domain as A-labels (UTS 46, as browsers do), the local part in NFC and
 * without letter case. Of a text that was never parsed it makes the nearest such form.
 *
 * A letter is lowered only where raising it again gives the same letter back. So dotless i is not i, and full-width
 * letters are not ASCII. Local parts that differ as Unicode stay different accounts (CVE-2019-19844).
 */
export function canonicalEmail(address: EmailAddress | CanonicalEmail): CanonicalEmail {
  const at = address.lastIndexOf('@');
  if (at < 0) return canonicalLocalPart(address) as CanonicalEmail;
  const domain = address.slice(at + 1);
  return `${canonicalLocalPart(address.slice(0, at))}@${asciiDomain(domain) ?? withoutCase(domain)}` as CanonicalEmail;
}

/** Lowering a letter may make one that composes with the mark behind it, so it is composed twice. */
function canonicalLocalPart(localPart: string): string {
  return composed(withoutCase(composed(localPart)));
}

/** The form of version 0.1: only letter case is removed. */
export function legacyCanonicalEmail(address: EmailAddress | CanonicalEmail): CanonicalEmail {
  return withoutCase(address) as CanonicalEmail;
}

/** The address with its domain in Unicode, regardless of what it looks like. */
export function inUnicode<Address extends EmailAddress | CanonicalEmail>(address: Address): Address {
  return withDomain(address, domainToUnicode) as Address;
}

/**
 * The address as people read it: the domain in Unicode, or as A-labels where it could pass for another one. Reading it
 * again gives the same canonical form.
 */
export function shownEmail(address: EmailAddress | CanonicalEmail): string {
  return withDomain(address, ascii => {
    if (PLAIN_DOMAIN.test(ascii)) return ascii;
    const unicode = domainToUnicode(ascii);
    return unicode.split('.').every(isPlainLabel) ? unicode : ascii;
  });
}

/** A shown address without its tag. Who asks chooses it (`anna+read-this@…`), and mails that look like ours do not say it. */
export function withoutTag(email: string): string {
  return email.replace(/^([^+]+)\+[^@]*@/, '$1@');
}

/** The address with another spelling of its A-labels; unchanged where no mail can be sent to its domain. */
function withDomain(address: string, spell: (ascii: string) => string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = asciiDomain(address.slice(at));
  return domain ? address.slice(0, at) + spell(domain) : address;
}

/** Latin goes with the scripts of Chinese, Japanese and Korean, as in UTS 39 section 5.2. Every other stands alone. */
const ONE_SCRIPT = [
  ['Latin', 'Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo'],
  ...['Arabic', 'Armenian', 'Bengali', 'Cyrillic', 'Devanagari', 'Ethiopic', 'Georgian', 'Greek', 'Gujarati'],
  ...['Gurmukhi', 'Hebrew', 'Kannada', 'Khmer', 'Lao', 'Malayalam', 'Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu'],
  ...['Thaana', 'Thai', 'Tibetan'],
].map(scripts => new RegExp(`^[\\d\\-${[scripts].flat().map(script => `\\p{scx=${script}}`)}]+$`, 'u'));
/** Letters of Cyrillic and Greek that look like Latin ones. */
const LOOKS_LATIN = /^(?=.*[^\d-])[асеорхуѕіјԛԝӏһԁѵгпкьорναικυτγηωε\d-]+$/u;

function isPlainLabel(label: string): boolean {
  return ONE_SCRIPT.some(script => script.test(label)) && !LOOKS_LATIN.test(label);
}

function withoutPastedEnds(typed: string): string {
  const text = typed.replace(BEFORE, '');
  const address = text.replace(/mailto:/i.test(typed) ? MAILTO_QUERY : '', '').replace(AFTER, '');
  return IN_APOSTROPHES.test(text) ? address.slice(1) : address;
}

/** The domain as A-labels in lower case; undefined where it is not one that mail can be sent to. */
function asciiDomain(typed: string): string | undefined {
  if (PLAIN_DOMAIN.test(typed)) return typed;
  if (NEVER_IN_DOMAIN.test(typed)) return undefined;
  const domain = domainToASCII(typed);
  return DOMAIN.test(domain) && domain.split('.').every(decodes) ? domain : undefined;
}

/** Whether a label is what IDNA makes of its Unicode form. Node lets A-labels pass that nothing can be read from. */
function decodes(label: string): boolean {
  if (!label.startsWith('xn--')) return true;
  const unicode = domainToUnicode(label);
  return unicode !== label && domainToASCII(unicode) === label;
}

/** NFC, except that the Kelvin sign stays one: nothing from beyond ASCII becomes an ASCII letter (CVE-2019-19844). */
function composed(text: string): string {
  return text.replace(/[^\u212a]+/g, run => run.normalize('NFC'));
}

function withoutCase(text: string): string {
  let lower = '';
  for (const letter of text) {
    const lowered = letter.toLowerCase();
    lower += lowered.toUpperCase() === letter ? lowered : letter;
  }
  return lower;
}
