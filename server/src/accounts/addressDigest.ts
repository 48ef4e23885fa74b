import { createHmac } from 'node:crypto';
import { type CanonicalEmail, inUnicode } from '../domain/emailAddress.ts';
import type { SecretKeys } from '../links/signedLink.ts';

/** The key of a closed address: an HMAC, so that the table reveals no address. */
export function addressDigest([key]: SecretKeys, address: CanonicalEmail): string {
  return digestUnder(key, address);
}

/** The digests under the current key and every fallback, to find rows from before a rotation or of version 0.1. */
export function addressDigests(keys: SecretKeys, address: CanonicalEmail): string[] {
  return keys.flatMap(key => [digestUnder(key, address), digestUnder(key, inUnicode(address))]);
}

function digestUnder(key: string, address: CanonicalEmail): string {
  return createHmac('sha256', key).update(`closed-address:${address}`).digest('base64url');
}
