import { createHmac, timingSafeEqual } from 'node:crypto';

/** The purpose of a link. A link of one purpose is invalid for every other. */
export type LinkPurpose =
  | 'password-reset'
  | 'password-reset-revoke'
  | 'registration'
  | 'invitation'
  | 'email-change'
  | 'email-change-revert';

/** `SECRET_KEY` first, which signs, then `SECRET_KEY_FALLBACKS`, which only verify. */
export type SecretKeys = readonly [string, ...string[]];

/** Values whose change spends a link, each as text; null is different from every text. */
export type LinkState = ReadonlyArray<string | null>;

/** The two parts of a mailed link: what it is about, and the signed claim. */
export interface MailedLink {
  readonly uid: string;
  readonly token: string;
}

/** The claim of a mailed link whose signature is valid. */
export interface Claim {
  /** What the link is about: the bytes that its uid encodes. */
  readonly subject: Buffer;
  /** The uid in the spelling that was signed, in which it may not have come back. */
  readonly uid: string;
  /** When the link was made. */
  readonly issuedAt: Date;
  /** Whether this is the state that the link was made for. */
  covers(state: LinkState): boolean;
}

/** 48 bits of milliseconds since 1970, 120 bits of fingerprint, 256 bits of signature. */
const TIME_BYTES = 6;
const FINGERPRINT_BYTES = 15;
const SIGNATURE_BYTES = 32;
const TOKEN_BYTES = TIME_BYTES + FINGERPRINT_BYTES + SIGNATURE_BYTES;

/**
 * Makes a link. Its token holds the time, a fingerprint of the state, and an HMAC-SHA256 over purpose, uid, time and
 * fingerprint. Both parts are hexadecimal: mail programs change the letter case of addresses, and take punctuation at
 * their end for that of the sentence.
 */
export function signLink(
  keys: SecretKeys,
  claim: {
    readonly purpose: LinkPurpose;
    readonly subject: Buffer;
    readonly state: LinkState;
    readonly issuedAt: Date;
  },
): MailedLink {
  const [key] = keys;
  const uid = claim.subject.toString('hex');
  const time = Buffer.alloc(TIME_BYTES);
  time.writeUIntBE(claim.issuedAt.getTime(), 0, TIME_BYTES);
  const fingerprint = fingerprintOf(key, claim.purpose, claim.state);
  const signature = hmac(key, [LABELS.hex, claim.purpose, uid, time, fingerprint]);
  return { uid, token: Buffer.concat([time, fingerprint, signature]).toString('hex') };
}

/**
 * Reads a link. Undefined unless one of the keys signed it for this purpose. It does not tell a malformed token from a
 * forged one, or from one of another purpose or key.
 */
export function readLink(keys: SecretKeys, purpose: LinkPurpose, link: MailedLink): Claim | undefined {
  const parts = decodeHex(link) ?? decodeBase64url(link);
  if (!parts) return undefined;
  const { label, uid, subject, token } = parts;
  const time = token.subarray(0, TIME_BYTES);
  const fingerprint = token.subarray(TIME_BYTES, TIME_BYTES + FINGERPRINT_BYTES);
  const signature = token.subarray(TIME_BYTES + FINGERPRINT_BYTES);

  const key = keys.find(candidate =>
    timingSafeEqual(hmac(candidate, [label, purpose, uid, time, fingerprint]), signature),
  );
  if (key === undefined) return undefined;
  return {
    subject,
    uid,
    issuedAt: new Date(time.readUIntBE(0, TIME_BYTES)),
    covers: state => timingSafeEqual(fingerprintOf(key, purpose, state), fingerprint),
  };
}

/** The first field of what is signed, by encoding: so that a link of one encoding is forged in the other. */
const LABELS = { hex: 'hex link', base64url: 'link' } as const;

/** A link as it was signed, with the bytes of its parts. */
interface Decoded {
  readonly label: string;
  readonly uid: string;
  readonly subject: Buffer;
  readonly token: Buffer;
}

/** In any letter case. Node's decoder stops at an unknown character, so the result is encoded again and compared. */
function decodeHex(link: MailedLink): Decoded | undefined {
  return decodeAs('hex', { uid: link.uid.toLowerCase(), token: link.token.toLowerCase() });
}

/** How links were written before version 0.2. They work until they expire. */
function decodeBase64url(link: MailedLink): Decoded | undefined {
  return decodeAs('base64url', link);
}

/** Only the canonical encoding is accepted: Node's decoders skip unknown characters and ignore spare bits. */
function decodeAs(encoding: keyof typeof LABELS, { uid, token }: MailedLink): Decoded | undefined {
  const subject = Buffer.from(uid, encoding);
  const bytes = Buffer.from(token, encoding);
  const canonical = subject.toString(encoding) === uid && bytes.toString(encoding) === token;
  return canonical && bytes.length === TOKEN_BYTES
    ? { label: LABELS[encoding], uid, subject, token: bytes }
    : undefined;
}

function fingerprintOf(key: string, purpose: LinkPurpose, state: LinkState): Buffer {
  const fields = state.flatMap(value => (value === null ? ['null', ''] : ['text', value]));
  return hmac(key, ['state', purpose, ...fields]).subarray(0, FINGERPRINT_BYTES);
}

/**
 * Every field is preceded by its length, so that different lists of fields never have the same bytes (CVE-2026-6873).
 */
function hmac(key: string, fields: ReadonlyArray<string | Buffer>): Buffer {
  const mac = createHmac('sha256', key);
  for (const field of fields) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(field));
    mac.update(length).update(field);
  }
  return mac.digest();
}
