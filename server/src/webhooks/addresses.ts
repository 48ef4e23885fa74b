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

/** The range of an address. That of the IPv4 address within where there is one: mapped, or NAT64 (RFC 6052). */
function rangeOf(address: string): string {
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'rfc6052') return parsed.range();
  return new ipaddr.IPv4(parsed.toByteArray().slice(12)).range();
}
