import ipaddr from 'ipaddr.js';

/** Ranges that are private networks. Link-local is not among them: clouds keep their metadata there. */
const PRIVATE_RANGES: readonly string[] = ['private', 'uniqueLocal', 'carrierGradeNat'];

/** Which addresses a webhook may go to. */
export interface Reach {
  /** Whether the URL names this machine: then it may go nowhere else. */
  readonly loopback: boolean;
  /** Whether addresses of private networks are allowed. */
  readonly privateNetwork: boolean;
}

/**
 * Whether a webhook may go to an IP address. A name of DNS can lead anywhere, also into the network of this machine.
 * There services trust each other, and clouds hand out credentials (OWASP, Server-Side Request Forgery Prevention).
 */
export function mayReach(address: string, { loopback, privateNetwork }: Reach): boolean {
  const range = rangeOf(address);
  if (loopback) return range === 'loopback';
  return range === 'unicast' || (privateNetwork && PRIVATE_RANGES.includes(range));
}

/** The prefix of NAT64 that leads out of a network (RFC 6052 section 2.1); that of RFC 8215 is for local use. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** The range of an address. That of the IPv4 address within where there is one: mapped, or behind NAT64. */
function rangeOf(address: string): string {
  const parsed = ipaddr.process(address);
  const translated = parsed instanceof ipaddr.IPv6 && parsed.match(NAT64);
  return (translated ? new ipaddr.IPv4(parsed.toByteArray().slice(12)) : parsed).range();
}
