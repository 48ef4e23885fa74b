import { domainToASCII } from 'node:url';
import type { CanonicalEmail } from '../domain/emailAddress.ts';

/** A mailbox for limits: the canonical address without its +tag (RFC 5233 subaddress). */
export type Mailbox = string & { readonly __brand: 'Mailbox' };

/**
 * The mailbox behind an address: `ada+news@example.com` is read by the owner of `ada@example.com`. The domain is what
 * mail is sent to (UTS 46): one with full-width letters, or in Punycode, is another spelling of the same mailbox.
 */
export function mailboxOf(address: CanonicalEmail): Mailbox {
  const at = address.lastIndexOf('@');
  const plus = address.indexOf('+');
  const localPart = address.slice(0, plus > 0 && plus < at ? plus : at).normalize('NFC');
  const domain = address.slice(at + 1);
  return `${localPart}@${domainToASCII(domain) || domain}` as Mailbox;
}
