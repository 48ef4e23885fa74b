import type { FastifyInstance } from 'fastify';

/**
 * One line for each answered request. It names the route and not the address that was asked for: link paths hold
 * tokens, and query strings can hold anything.
 */
export function requestLog(http: FastifyInstance): void {
  http.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
}
