import type { FastifyRequest } from 'fastify';
import type { Caller } from '../domain/caller.ts';
import { chooseLanguage } from '../domain/language.ts';

/** The maximum length of a User-Agent, in bytes, since strangers choose it. */
const MAX_USER_AGENT_BYTES = 512;

/** Who sends a request, from the given address. */
export function callerOf(request: FastifyRequest, ipAddress: string | undefined): Caller {
  const userAgent = request.headers['user-agent']
    ?.slice(0, MAX_USER_AGENT_BYTES)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ');
  return {
    ipAddress,
    userAgent: (userAgent && withinBytes(userAgent, MAX_USER_AGENT_BYTES).trim()) || undefined,
    language: chooseLanguage(request.headers['accept-language']),
  };
}

/** Cuts a text to at most so many bytes of UTF-8, between characters. */
function withinBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, bytes), { stream: true });
}
