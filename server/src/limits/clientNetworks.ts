import ipaddr from 'ipaddr.js';

/**
 * The networks that a provider assigns to one customer: a /64 at least, often a /56 or a /48 (RFC 6177, BCP 157).
 * Widest first.
 */
const IPV6_PREFIXES = [48, 56, 64];

/** Clients without an address are counted together. */
const UNKNOWN = ['unknown'];

/**
 * The networks under which a client is counted, the widest first. An IPv6 client is a /48, a /56 and a /64, since it
 * may choose the rest as it likes. An IPv4 client is its address. So is an IPv6 client whose address holds one: mapped
 * (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo (RFC 4380). Other text counts as an unknown client.
 */
export function clientNetworks(ipAddress: string | undefined): readonly string[] {
  if (ipAddress === undefined || !ipaddr.isValid(ipAddress)) return UNKNOWN;
  const address = ipaddr.process(ipAddress);
  if (address instanceof ipaddr.IPv4) return [address.toString()];
  const embedded = embeddedIPv4(address);
  return embedded ? [embedded.toString()] : IPV6_PREFIXES.map(prefix => networkName(address, prefix));
}

function embeddedIPv4(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray();
  switch (address.range()) {
    case 'rfc6052':
      return new ipaddr.IPv4(bytes.slice(12));
    case '6to4':
      return new ipaddr.IPv4(bytes.slice(2, 6));
    case 'teredo':
      // Inverted, so that no translator on the path rewrites it.
      return new ipaddr.IPv4(bytes.slice(12).map(byte => byte ^ 0xff));
    default:
      return undefined;
  }
}

function networkName(address: ipaddr.IPv6, prefix: number): string {
  const bytes = address.toByteArray().map((byte, index) => (index < prefix / 8 ? byte : 0));
  return `${new ipaddr.IPv6(bytes).toRFC5952String()}/${prefix}`;
}
