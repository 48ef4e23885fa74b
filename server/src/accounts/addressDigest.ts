import { createHmac } from 'node:crypto';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import type { SecretKeys } from '../links/signedLink.ts';

/** Under which a closed address is written down: an HMAC, so that the table gives no address away. */
export function addressDigest([key]: SecretKeys, address: CanonicalEmail): string {
  return digestUnder(key, address);
}

/** The same under the current key and every fallback, for finding what was written before a rotation. */
export function addressDigests(keys: SecretKeys, address: CanonicalEmail): string[] {
  return keys.map(key => digestUnder(key, address));
}

function digestUnder(key: string, address: CanonicalEmail): string {
  return createHmac('sha256', key).update(`closed-address:${address}`).digest('base64url');
}
