import { type CanonicalEmail, canonicalEmail, type EmailAddress } from '../domain/emailAddress.ts';

/**
 * The mailbox behind an address of any spelling, for limits: the canonical address without its +tag (RFC 5233
 * subaddress). `ada+news@example.com` is read by the owner of `ada@example.com`.
 */
export function mailboxOf(spelt: EmailAddress | CanonicalEmail): string {
  const address = canonicalEmail(spelt);
  const at = address.lastIndexOf('@');
  const plus = address.indexOf('+');
  return address.slice(0, plus > 0 && plus < at ? plus : at) + address.slice(at);
}
