import type { SqlEntityManager } from '@mikro-orm/sql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../accounts/scope.ts';
import type { RequestContext } from '../graphql/requestContext.ts';
import { withKnownDevice } from '../limits/deviceCookie.ts';
import { messagesIn } from '../messages/messagesIn.ts';
import type { LiveSession, SessionLookup } from '../sessions/currentSession.ts';
import type { Database } from '../sql/database.ts';
import { callerOf } from './callerOf.ts';
import type { Cookie } from './cookies.ts';
import { type SentSession, sentSessions } from './sentSession.ts';

/**
 * What a browser deletes when its session ends (W3C Clear Site Data), where no product shares the origin: the storage
 * of scripts, such as the account's address in a form. Not cookies, since the device cookie and the chosen language
 * outlive a session. Not the cache: no answer about an account is in it, and Chromium holds the answer back until it has
 * looked through all of it.
 */
const CLEAR_SITE_DATA = '"storage"';

/** The fields of one request. */
interface Own {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly sent: SentSession;
  /** Whether a sign-in is answered with a bearer, for a program, and not with a cookie. */
  readonly wantsBearer: boolean;
  /** Created at first use, and shared by all copies of the context. */
  readonly made: { em?: SqlEntityManager; session?: Promise<LiveSession | undefined> };
}

/**
 * Makes the context of each request. Shared and lazy fields are on its prototype: Apollo Server copies a context's own
 * fields for every operation, and would evaluate lazy ones.
 */
export function requestContexts(options: {
  readonly services: Services;
  readonly database: Database;
  readonly sessionOf: SessionLookup;
  readonly cookie: Cookie;
  readonly device: Cookie;
  readonly bearerSessions: boolean;
  /** Whether a product shares the origin. Its storage and its service workers are its own. */
  readonly sharesOrigin: boolean;
  readonly clientAddress: (request: FastifyRequest) => string | undefined;
}): (request: FastifyRequest, reply: FastifyReply) => RequestContext {
  const { services, database, sessionOf, cookie, device, bearerSessions, sharesOrigin, clientAddress } = options;
  const sentBy = sentSessions(cookie.name, bearerSessions);

  const inherited: Omit<RequestContext, 'caller' | 'messages' | 'sessionToken'> & ThisType<RequestContext & Own> = {
    ...services,
    get em() {
      const { made } = this as unknown as Own;
      made.em ??= database.em.fork();
      return made.em;
    },
    currentSession() {
      this.made.session ??= sessionOf(this.sessionToken);
      return this.made.session;
    },
    get replacedSession() {
      return this.wantsBearer ? this.sent.bearer : this.sent.cookie;
    },
    startSession(token, address) {
      this.sessionToken = token;
      if (this.wantsBearer) {
        this.reply.header('x-rekey-session-token', token);
        return;
      }
      this.reply.setCookie(cookie.name, token, cookie.options);
      this.rememberDevice(address);
    },
    rememberDevice(address) {
      const { deviceCookie } = this.caller;
      const value = withKnownDevice(services.secretKeys, deviceCookie, address, services.clock());
      if (value !== deviceCookie) this.reply.setCookie(device.name, value, device.options);
    },
    forgetSession() {
      this.sessionToken = undefined;
      // The session of a cookie beside a bearer lives on.
      if (this.sent.bearer !== undefined) return;
      if (this.request.cookies[cookie.name] === undefined) return;
      this.reply.clearCookie(cookie.name, cookie.options);
      // Browsers heed it under https and on localhost.
      if (!sharesOrigin) this.reply.header('clear-site-data', CLEAR_SITE_DATA);
    },
    setRetryAfter(seconds) {
      this.reply.header('retry-after', seconds);
    },
  };

  return (request, reply) => {
    const caller = { ...callerOf(request, clientAddress(request)), deviceCookie: request.cookies[device.name] };
    const sent = sentBy(request);
    const own = {
      request,
      reply,
      made: {},
      caller,
      messages: messagesIn(caller.language),
      sent,
      wantsBearer: bearerSessions && request.headers['x-rekey-session'] === 'bearer',
      sessionToken: sent.token,
    };
    return Object.assign(Object.create(inherited), own);
  };
}
