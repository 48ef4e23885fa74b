import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Whether a host is this machine: `localhost`, a name below it (RFC 6761, section 6.3), or an address of 127.0.0.0/8 or
 * ::1, also IPv4-mapped. In any letter case, with or without the brackets of a URL.
 */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare)) return ipaddr.process(bare).range() === 'loopback';
  return /^(?:.+\.)?localhost\.?$/i.test(bare);
}
