import { createHmac, timingSafeEqual } from 'node:crypto';

/** The purpose of a link. A link of one purpose is invalid for every other. */
export type LinkPurpose = 'password-reset' | 'password-reset-revoke' | 'registration';

/** `SECRET_KEY` first, which signs, then `SECRET_KEY_FALLBACKS`, which only verify. */
export type SecretKeys = readonly [string, ...string[]];

/** Values whose change spends a link, each as text; null is different from every text. */
export type LinkState = ReadonlyArray<string | null>;

/** The claim of a mailed link whose signature is valid. */
export interface Claim {
  /** When the link was made. */
  readonly issuedAt: Date;
  /** Whether this is the state that the link was made for. */
  covers(state: LinkState): boolean;
}

/** 48 bits of milliseconds since 1970, 120 bits of fingerprint, 256 bits of signature. */
const TIME_BYTES = 6;
const FINGERPRINT_BYTES = 15;
const SIGNATURE_BYTES = 32;
/**
 * 53 bytes make 71 characters, of which the last carries four bits. So no token ends in `-` or `_`, which mail programs
 * drop when they detect links in text.
 */
const TOKEN_BYTES = TIME_BYTES + FINGERPRINT_BYTES + SIGNATURE_BYTES;

/**
 * Makes the token of a link: time, fingerprint of the state, and an HMAC-SHA256 over purpose, uid, time and
 * fingerprint.
 */
export function signLink(
  keys: SecretKeys,
  claim: { readonly purpose: LinkPurpose; readonly uid: string; readonly state: LinkState; readonly issuedAt: Date },
): string {
  const [key] = keys;
  const time = Buffer.alloc(TIME_BYTES);
  time.writeUIntBE(claim.issuedAt.getTime(), 0, TIME_BYTES);
  const fingerprint = fingerprintOf(key, claim.purpose, claim.state);
  const signature = hmac(key, ['link', claim.purpose, claim.uid, time, fingerprint]);
  return Buffer.concat([time, fingerprint, signature]).toString('base64url');
}

/**
 * Reads a token. Undefined unless one of the keys signed it for this purpose and uid. It does not tell a malformed
 * token from a forged one, or from one of another purpose or key.
 */
export function readLink(
  keys: SecretKeys,
  link: { readonly purpose: LinkPurpose; readonly uid: string; readonly token: string },
): Claim | undefined {
  const bytes = decodeToken(link.token);
  if (!bytes) return undefined;
  const time = bytes.subarray(0, TIME_BYTES);
  const fingerprint = bytes.subarray(TIME_BYTES, TIME_BYTES + FINGERPRINT_BYTES);
  const signature = bytes.subarray(TIME_BYTES + FINGERPRINT_BYTES);

  const key = keys.find(candidate =>
    timingSafeEqual(hmac(candidate, ['link', link.purpose, link.uid, time, fingerprint]), signature),
  );
  if (key === undefined) return undefined;
  return {
    issuedAt: new Date(time.readUIntBE(0, TIME_BYTES)),
    covers: state => timingSafeEqual(fingerprintOf(key, link.purpose, state), fingerprint),
  };
}

/**
 * Node's base64url decoder skips unknown characters and ignores spare bits, so only the canonical encoding is accepted.
 */
function decodeToken(token: string): Buffer | undefined {
  const bytes = Buffer.from(token, 'base64url');
  return bytes.length === TOKEN_BYTES && bytes.toString('base64url') === token ? bytes : undefined;
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
