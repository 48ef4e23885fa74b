import { isIP, isIPv4 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import type { Caller } from '../domain/caller.ts';
import { chooseLanguage } from '../domain/language.ts';

/** The maximum length of a User-Agent, in bytes, since strangers choose it. */
const MAX_USER_AGENT_BYTES = 512;

/**
 * Who sends a request. Behind a trusted proxy Fastify reads X-Forwarded-For from the right; otherwise the header is
 * ignored.
 */
export function callerOf(request: FastifyRequest): Caller {
  const userAgent = request.headers['user-agent']
    ?.slice(0, MAX_USER_AGENT_BYTES)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ');
  return {
    ipAddress: canonicalIpAddress(request.ip),
    userAgent: (userAgent && withinBytes(userAgent, MAX_USER_AGENT_BYTES).trim()) || undefined,
    language: chooseLanguage(request.headers['accept-language']),
  };
}

/** Cuts a text to at most so many bytes of UTF-8, between characters. */
function withinBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, bytes), { stream: true });
}

/**
 * The canonical spelling of an address; an IPv4-mapped IPv6 address is the IPv4 address (RFC 4291 section 2.5.5.2).
 * Undefined for other text.
 */
export function canonicalIpAddress(text: string | undefined): string | undefined {
  if (text !== undefined && isIPv4(text)) return text;
  const [address = ''] = (text ?? '').split('%');
  // ipaddr.js also reads spellings of inet_aton, such as 0x7f.1, which no proxy writes.
  return isIP(address) ? ipaddr.process(address).toString() : undefined;
}
