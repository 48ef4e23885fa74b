import { isIPv4, isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../domain/caller.ts';
import { chooseLanguage } from '../domain/language.ts';

/** What the database holds of a User-Agent. */
const MAX_USER_AGENT_LENGTH = 512;

/** Who sends a request. Behind a trusted proxy Fastify has read X-Forwarded-For, from the right; elsewhere the header is nothing. */
export function callerOf(request: FastifyRequest): Caller {
  const userAgent = request.headers['user-agent']
    ?.replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .slice(0, MAX_USER_AGENT_LENGTH);
  return {
    ipAddress: canonicalIpAddress(request.ip),
    userAgent: userAgent?.trim() || undefined,
    language: chooseLanguage(request.headers['accept-language']),
  };
}

/** One spelling for each address; an IPv4-mapped IPv6 address is the IPv4 address (RFC 4291 section 2.5.5.2); what is none is undefined. */
export function canonicalIpAddress(text: string | undefined): string | undefined {
  const [address = ''] = (text ?? '').split('%');
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return undefined;
  // The URL parser writes IPv6 as RFC 5952 does, and the mapped form with its last two groups in hexadecimal.
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  return [high, low]
    .map(group => Number.parseInt(group, 16))
    .flatMap(bits => [bits >> 8, bits & 255])
    .join('.');
}
