import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { atMostEvery } from '../domain/atMostEvery.ts';
import { shownEmail } from '../domain/emailAddress.ts';
import type { LiveSession, SessionLookup } from '../sessions/currentSession.ts';
import type { IdentityTokens } from '../sessions/identityTokens.ts';
import { isDatabaseAway } from '../sql/isDatabaseAway.ts';
import type { Cookie } from './cookies.ts';
import { type ErrorAnswers, sendError } from './errorAnswers.ts';
import { sentSessions } from './sentSession.ts';
import { serviceKeyCheck } from './serviceKeys.ts';
import { UNAVAILABLE_RETRY_SECONDS } from './unavailable.ts';

/** The dependencies of the route. */
export interface SessionRouteOptions {
  readonly sessionOf: SessionLookup;
  readonly cookie: Cookie;
  readonly bearerSessions: boolean;
  readonly errors: ErrorAnswers;
  /** Who may have tokens: programs that know one of these keys. */
  readonly serviceKeys: readonly string[];
  /** Undefined where there is no such key. */
  readonly tokens: IdentityTokens | undefined;
}

/** How often the log says that the database is away: a product asks for each of its own requests. */
const LOG_EVERY_MS = 60_000;

/**
 * `GET /session`, and HEAD: who is calling, for a proxy or a product that passes the caller's cookie on. 200 with the
 * account as JSON and in headers; 401 without a body for no account, or 204 with `?anonymous=allow`; 503 while the
 * database is away, since that signs no one out. A caller without a session token is no account even then.
 *
 * A program that sends one of SERVICE_KEYS also gets an identity token. A script in a page knows none, and so cannot
 * carry a token away from the browser. A wrong key is a 403, for its operator to notice.
 *
 * Answers are read by no other origin: there is no CORS, and Cross-Origin-Resource-Policy stops `<script>` and its like.
 */
export function sessionRoute(http: FastifyInstance, options: SessionRouteOptions): void {
  const { sessionOf, cookie, errors, tokens } = options;
  const sentBy = sentSessions(cookie.name, options.bearerSessions);
  const isServiceKey = serviceKeyCheck(options.serviceKeys);
  const seldom = atMostEvery(LOG_EVERY_MS);

  http.get('/session', { config: { withoutRequestLog: true } }, async (request, reply) => {
    reply.header('cache-control', 'no-store').header('vary', 'Cookie, Authorization, X-Rekey-Service-Key');
    const serviceKey = request.headers['x-rekey-service-key'];
    if (serviceKey !== undefined && !isServiceKey(String(serviceKey))) {
      return reply.code(403).send({ error: 'X-Rekey-Service-Key is none of SERVICE_KEYS.' });
    }
    const { token } = sentBy(request);
    try {
      const live = await sessionOf(token);
      if (!live) return sendNoAccount(request, reply);
      if (serviceKey !== undefined && tokens) reply.header('x-rekey-token', await tokens.sign(live));
      return sendSession(reply, live);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      const { code } = error as NodeJS.ErrnoException;
      seldom(() => request.log.error({ code }, 'database unavailable, /session answers 503'));
      return sendError(errors, request, reply.header('retry-after', UNAVAILABLE_RETRY_SECONDS), 503);
    }
  });
}

function sendSession(reply: FastifyReply, { session, account }: LiveSession): FastifyReply {
  const { id, reference } = account;
  const email = shownEmail(account.email);
  reply
    .header('x-rekey-account', id)
    .header('x-rekey-session', session.id)
    .header('x-rekey-email', encodeURIComponent(email.toWellFormed()));
  if (reference !== null) reply.header('x-rekey-reference', encodeURIComponent(reference.toWellFormed()));
  return reply.send({ account: { id, email, reference }, session: { id: session.id } });
}

function sendNoAccount(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const allowed = (request.query as { readonly anonymous?: unknown }).anonymous === 'allow';
  return reply.code(!allowed ? 401 : leadsHereFromElsewhere(request) ? 200 : 204).send();
}

/**
 * Whether a page of another origin opens this address in a window or frame. A 204 keeps that window on its old page,
 * which the other origin can see, and so learn whether its visitor is signed in. Every other status replaces the page.
 * Proxies pass these headers on with the requests of visitors who follow a link, so such a request is not refused.
 */
function leadsHereFromElsewhere({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return headers['sec-fetch-mode'] === 'navigate' && (site === 'cross-site' || site === 'same-site');
}
