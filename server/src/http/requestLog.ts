import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For a route that is asked with every request of a product: it is measured, and not logged. */
    readonly withoutRequestLog?: boolean;
  }
}

/**
 * One line for each answered request, but of routes that ask for none. It names the route and not the address that was
 * asked for: link paths hold tokens, and query strings can hold anything.
 */
export function requestLog(http: FastifyInstance): void {
  http.addHook('onResponse', (request, reply, done) => {
    if (request.routeOptions.config.withoutRequestLog) return done();
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
