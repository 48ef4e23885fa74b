import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A network in CIDR notation, or one address. An IPv4-mapped IPv6 network is the IPv4 network. */
export interface Network {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  /** The length of the prefix. */
  readonly bits: number;
}

/** Reads `192.0.2.0/24`, `2001:db8::/32` or one address; undefined for other text. */
export function parseNetwork(text: string): Network | undefined {
  const [, given = '', prefix] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const most = isIPv4(given) ? 32 : isIPv6(given) ? 128 : 0;
  const bits = prefix === undefined ? most : Number(prefix);
  if (most === 0 || bits > most) return undefined;
  const address = ipaddr.parse(given);
  const isMapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96;
  return isMapped ? { address: address.toIPv4Address(), bits: bits - 96 } : { address, bits };
}

/** Whether a canonical address lies within one of the networks. */
export function isWithin(text: string, networks: readonly Network[]): boolean {
  const own = ipaddr.process(text);
  return networks.some(
    ({ address, bits }) => address.kind() === own.kind() && own.match(address as ipaddr.IPv4 & ipaddr.IPv6, bits),
  );
}
