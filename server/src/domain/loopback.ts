import ipaddr from 'ipaddr.js';

/** Whether a host, as in a URL, is this machine: `localhost`, or an address of 127.0.0.0/8 or ::1, also IPv4-mapped. */
export function isLoopback(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  return address === 'localhost' || (ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback');
}
