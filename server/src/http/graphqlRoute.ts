import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../accounts/scope.ts';
import type { GraphqlServer } from '../graphql/apolloServer.ts';
import { type CurrentRequest, currentRequest } from '../graphql/currentRequest.ts';
import type { SessionLookup } from '../sessions/currentSession.ts';
import type { Database } from '../sql/database.ts';
import type { Cookie } from './cookies.ts';
import { requestContexts } from './requestContexts.ts';
import { UNAVAILABLE_RETRY_SECONDS } from './unavailable.ts';

/** The dependencies of the GraphQL route. */
export interface GraphqlRouteOptions {
  readonly apollo: GraphqlServer;
  readonly services: Services;
  readonly database: Database;
  readonly sessionOf: SessionLookup;
  readonly cookie: Cookie;
  readonly device: Cookie;
  readonly bearerSessions: boolean;
  /** Whether a product shares the origin. */
  readonly sharesOrigin: boolean;
  readonly clientAddress: (request: FastifyRequest) => string | undefined;
}

/** `POST /graphql`, since a GET could be made by a link. Answers are never stored by a cache. */
export function graphqlRoute(http: FastifyInstance, options: GraphqlRouteOptions): void {
  const contextOf = requestContexts(options);
  http.post('/graphql', (request, reply) => {
    const current: CurrentRequest = { id: request.id, unavailable: false };
    return currentRequest.run(current, () => answer(request, reply, current));
  });

  async function answer(request: FastifyRequest, reply: FastifyReply, current: CurrentRequest) {
    const { body, headers, status } = await options.apollo.answer(request, () => contextOf(request, reply));
    for (const [name, value] of headers) reply.header(name, value);
    if (current.unavailable) reply.header('retry-after', UNAVAILABLE_RETRY_SECONDS);
    reply.header('cache-control', 'no-store').code(current.unavailable ? 503 : status);
    return body;
  }
}
