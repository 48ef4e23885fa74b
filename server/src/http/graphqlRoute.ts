import { type ApolloServer, HeaderMap } from '@apollo/server';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type CurrentRequest, currentRequest } from '../currentRequest.ts';
import type { Database } from '../database/openDatabase.ts';
import type { RequestContext } from '../graphql/requestContext.ts';
import { messagesIn } from '../messages/messagesIn.ts';
import type { Parts } from '../scope.ts';
import { currentSession, type LiveSession, parseSessionToken } from '../sessions/currentSession.ts';
import { clientOf } from './clientOf.ts';
import type { SessionCookie } from './sessionCookie.ts';

/** What the GraphQL route is put together from. */
export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<RequestContext>;
  readonly parts: Parts;
  readonly database: Database;
  readonly cookie: SessionCookie;
}

/** A database that restarts is back within seconds. */
const UNAVAILABLE_RETRY_SECONDS = 5;

/** `POST /graphql`, and nothing else there: a GET could be made by a link. Answers are never stored by a cache. */
export function graphqlRoute(http: FastifyInstance, options: GraphqlRouteOptions): void {
  http.post('/graphql', (request, reply) => {
    const current: CurrentRequest = { id: request.id, unavailable: false };
    return currentRequest.run(current, () => answer(request, reply, current));
  });

  async function answer(request: FastifyRequest, reply: FastifyReply, current: CurrentRequest) {
    const { body, headers, status } = await options.apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers: headersOf(request),
        search: '',
        body: request.body,
      },
      context: async () => contextOf(request, reply, options),
    });
    for (const [name, value] of headers) reply.header(name, value);
    if (current.unavailable) reply.header('retry-after', UNAVAILABLE_RETRY_SECONDS);
    reply.header('cache-control', 'no-store').code(current.unavailable ? 503 : (status ?? 200));
    // Incremental delivery is not offered, so the answer is always whole.
    return body.kind === 'complete' ? body.string : undefined;
  }

  http.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/graphql',
    handler: async (_request, reply) =>
      reply
        .code(405)
        .header('allow', 'POST')
        .header('cache-control', 'no-store')
        .send({ error: 'Send GraphQL operations by POST.' }),
  });
}

function headersOf(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

function contextOf(request: FastifyRequest, reply: FastifyReply, options: GraphqlRouteOptions): RequestContext {
  const { parts, cookie } = options;
  const client = clientOf(request);
  let em: SqlEntityManager | undefined;
  let session: Promise<LiveSession | undefined> | undefined;
  const context: RequestContext = {
    ...parts,
    // Made when it is first used: many operations never touch the database, and a fork is not free.
    get em() {
      em ??= options.database.em.fork();
      return em;
    },
    client,
    messages: messagesIn(client.language),
    sessionToken: parseSessionToken(request.cookies[cookie.name]),
    currentSession() {
      session ??= currentSession(context.em, context.sessionToken, {
        timeouts: parts.config.sessionTimeouts,
        now: parts.clock(),
      });
      return session;
    },
    setSessionCookie(token) {
      context.sessionToken = token;
      reply.setCookie(cookie.name, token, cookie.options);
    },
    clearSessionCookie() {
      context.sessionToken = undefined;
      if (request.cookies[cookie.name] !== undefined) reply.clearCookie(cookie.name, cookie.options);
    },
    setRetryAfter: seconds => void reply.header('retry-after', seconds),
  };
  return context;
}
