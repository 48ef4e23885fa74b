import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

const DOMAIN = /^(?=.{1,253}$)[a-z\d]([a-z\d-]{0,61}[a-z\d])?(\.[a-z\d]([a-z\d-]{0,61}[a-z\d])?)*$/i;

/**
 * How a mail server is greeted: a domain name in ASCII, or an address literal (RFC 5321, section 4.1.3). A domain name
 * that ends in a number is none, since it is read as an address (RFC 1123, section 2.1).
 */
export const ehloName = z
  .string()
  .refine(
    isEhloName,
    'must be a domain name in ASCII such as rekey.example.com (write an international one as xn--…), or an address such as [192.0.2.1] or [IPv6:2001:db8::1]',
  );

function isEhloName(text: string): boolean {
  const [, ipv6, ipv4] = /^\[(?:IPv6:(.+)|(.+))\]$/i.exec(text) ?? [];
  if (ipv6 !== undefined) return isIPv6(ipv6) && !ipv6.includes('%');
  if (ipv4 !== undefined) return isIPv4(ipv4);
  return DOMAIN.test(text) && !/(^|\.)\d+$/.test(text);
}

/** The name of a server with this PUBLIC_URL, which says http://localhost where there is none. */
export function ehloNameOf(publicUrl: string | undefined): string {
  const host = publicUrl === undefined ? 'localhost' : new URL(publicUrl).hostname.replace(/\.$/, '');
  if (host.startsWith('[')) return `[IPv6:${host.slice(1)}`;
  return isIPv4(host) ? `[${host}]` : host;
}
