import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Client } from '../client.ts';
import { chooseLanguage } from '../language.ts';

/** What the database holds of a User-Agent. */
const MAX_USER_AGENT_LENGTH = 512;

/** Who sends a request. Behind a trusted proxy Fastify has read X-Forwarded-For, from the right; elsewhere the header is nothing. */
export function clientOf(request: FastifyRequest): Client {
  const userAgent = request.headers['user-agent']
    ?.replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .slice(0, MAX_USER_AGENT_LENGTH);
  return {
    ipAddress: canonicalIpAddress(request.ip),
    userAgent: userAgent?.trim() || undefined,
    language: chooseLanguage(request.headers['accept-language']),
  };
}

/** An IPv4-mapped IPv6 address is the IPv4 address; what is no address at all is undefined. */
function canonicalIpAddress(text: string | undefined): string | undefined {
  const address = text?.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();
  return address !== undefined && isIP(address) !== 0 ? address : undefined;
}
