import { isIPv6 } from 'node:net';

/**
 * The name under which a client is counted. An IPv6 client is its /64, since it may choose the rest as it likes; clients without an address
 * share one name.
 */
export function clientBucket(ipAddress: string | undefined): string {
  if (ipAddress === undefined) return 'nobody';
  if (!isIPv6(ipAddress)) return ipAddress;
  return `${expandIPv6(ipAddress).slice(0, 4).join(':')}::/64`;
}

/** The eight groups of an IPv6 address, without leading zeros. */
function expandIPv6(address: string): string[] {
  const [bare = ''] = address.split('%');
  const canonical = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const before = head.split(':').filter(Boolean);
  if (tail === undefined) return before;
  const after = tail.split(':').filter(Boolean);
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}
