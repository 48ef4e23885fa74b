import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { parseSessionToken, type SessionToken } from '../sessions/currentSession.ts';

/** The session tokens that a request carries; garbage is none. */
export interface SentSession {
  /** The one that counts: the bearer where there is one, since a program that sends it means it; else the cookie. */
  readonly token: SessionToken | undefined;
  readonly cookie: SessionToken | undefined;
  /** Always undefined where bearer sessions are off. */
  readonly bearer: SessionToken | undefined;
}

/** Makes the function that reads them. */
export function sentSessions(cookieName: string, bearerSessions: boolean): (request: FastifyRequest) => SentSession {
  return request => {
    const cookie = parseSessionToken(request.cookies[cookieName]);
    // A product may have bearers of another form, which are none of ours.
    const bearer = bearerSessions ? parseSessionToken(bearerIn(request.headers.authorization)) : undefined;
    return { token: bearer ?? cookie, cookie, bearer };
  };
}

/** The token of an Authorization header; the scheme may be in any letter case (RFC 9110 section 11.1). */
function bearerIn(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}
