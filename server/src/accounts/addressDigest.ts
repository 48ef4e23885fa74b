import { createHmac } from 'node:crypto';
import { type CanonicalEmail, inUnicode } from '../domain/emailAddress.ts';
import type { SecretKeys } from '../links/signedLink.ts';

/** Why an address has no account any more: its account was deleted, or has another address now. */
export type AddressClosing = 'closed' | 'moved';

/** The key of a closed address: an HMAC, so that the table reveals no address. */
export function addressDigest([key]: SecretKeys, address: CanonicalEmail, closing: AddressClosing = 'closed'): string {
  return digestUnder(key, address, closing);
}

/** The digests under the current key and every fallback, to find rows from before a rotation or of version 0.1. */
export function addressDigests(
  keys: SecretKeys,
  address: CanonicalEmail,
  closing: AddressClosing = 'closed',
): string[] {
  return keys.flatMap(key => [digestUnder(key, address, closing), digestUnder(key, inUnicode(address), closing)]);
}

function digestUnder(key: string, address: CanonicalEmail, closing: AddressClosing): string {
  return createHmac('sha256', key).update(`${closing}-address:${address}`).digest('base64url');
}
