import type { CanonicalEmail } from '../domain/emailAddress.ts';

/** A mailbox for limits: the canonical address without its +tag (RFC 5233 subaddress). */
export type Mailbox = string & { readonly __brand: 'Mailbox' };

/** The mailbox behind an address: `ada+news@example.com` is read by the owner of `ada@example.com`. */
export function mailboxOf(address: CanonicalEmail): Mailbox {
  const at = address.lastIndexOf('@');
  const plus = address.indexOf('+');
  return (plus > 0 && plus < at ? address.slice(0, plus) + address.slice(at) : address) as string as Mailbox;
}
