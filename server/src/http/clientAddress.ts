import { isIP, isIPv4 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import type { Log } from '../domain/log.ts';
import { isWithin, type Network, parseNetwork } from '../domain/network.ts';

/** No proxy, how many of them, or which: addresses, networks, and the names loopback, linklocal and uniquelocal. */
export type TrustedProxies = false | number | readonly string[];

/** The connection and the headers that tell who the client is. */
type Received = Pick<FastifyRequest, 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } };

/** ipaddr.js's names of the networks that TRUST_PROXY may name. */
const NAMED_NETWORKS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['loopback'],
  linklocal: ['linkLocal'],
  uniquelocal: ['private', 'uniqueLocal'],
};

/** Networks from which a reverse proxy usually connects. */
const INSIDE = ['loopback', 'private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat'];

const WARNINGS = {
  unreadable:
    'X-Forwarded-For does not hold the address of a client where TRUST_PROXY looks for it; all such clients count as one',
  missing:
    'TRUST_PROXY is set, and a request has no X-Forwarded-For: its client is the address that connects, maybe a proxy',
  untrusted:
    'X-Forwarded-For comes from an inside address that TRUST_PROXY does not name; if it is a proxy, all clients of it count as one',
} as const;

/**
 * Makes the function that tells the canonical address of a client, or undefined where it cannot be known.
 * X-Forwarded-For is read from the right, behind trusted proxies only. Each kind of misconfigured proxy is a warning,
 * once, without an address.
 */
export function clientAddresses(trusted: TrustedProxies, log: Pick<Log, 'warn'>) {
  const isProxy = typeof trusted === 'object' ? proxiesOf(trusted) : () => false;
  const warned = new Set<string>();
  const warn = (kind: keyof typeof WARNINGS) => {
    if (warned.has(kind)) return;
    warned.add(kind);
    log.warn({}, WARNINGS[kind]);
  };

  return ({ headers, socket }: Received): string | undefined => {
    const connected = canonicalIpAddress(socket.remoteAddress);
    const header = headers['x-forwarded-for'];
    // Node joins several lines of this header by commas (RFC 9110 section 5.3).
    const text = (Array.isArray(header) ? header.join(',') : (header ?? '')).trim();
    const trustsConnection = typeof trusted === 'number' || (connected !== undefined && isProxy(connected));
    if (!trustsConnection) {
      if (text !== '' && connected !== undefined && INSIDE.includes(ipaddr.process(connected).range())) {
        warn('untrusted');
      }
      return connected;
    }
    if (text === '') {
      warn('missing');
      return connected;
    }
    const entries = text.split(',').reverse();
    let address: string | undefined;
    if (typeof trusted === 'number') {
      address = forwardedAddress(entries[Math.min(trusted, entries.length) - 1] ?? '');
    } else {
      for (const entry of entries) {
        address = forwardedAddress(entry);
        if (address === undefined || !isProxy(address)) break;
      }
    }
    if (address === undefined) warn('unreadable');
    return address;
  };
}

/** Whether a canonical address is one of these proxies. */
export function proxiesOf(proxies: readonly string[]): (address: string) => boolean {
  const ranges = new Set(proxies.flatMap(proxy => NAMED_NETWORKS[proxy] ?? []));
  const networks = proxies.map(parseNetwork).filter((network): network is Network => network !== undefined);
  return address => ranges.has(ipaddr.process(address).range()) || isWithin(address, networks);
}

/**
 * The address in one entry of X-Forwarded-For. Some proxies add a port, brackets (RFC 3986) or quotes (RFC 7239). Other
 * text, such as `unknown`, is no address.
 */
function forwardedAddress(entry: string): string | undefined {
  const text = entry
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
  const [, bracketed, withPort] = /^(?:\[([^\]]*)\]|(\d[\d.]*))(?::\d{1,5})?$/.exec(text) ?? [];
  return canonicalIpAddress(bracketed ?? withPort ?? text);
}

/**
 * The canonical spelling of an address; an IPv4-mapped IPv6 address is the IPv4 address (RFC 4291 section 2.5.5.2). A
 * zone is left out. Undefined for other text.
 */
export function canonicalIpAddress(text: string | undefined): string | undefined {
  if (text !== undefined && isIPv4(text)) return text;
  const [address = ''] = (text ?? '').split('%');
  // ipaddr.js also reads spellings of inet_aton, such as 0x7f.1, which no proxy writes.
  return isIP(address) ? ipaddr.process(address).toString() : undefined;
}
