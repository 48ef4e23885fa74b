import Fastify, { type FastifyInstance } from 'fastify';
import { listeningError } from '../config/startupError.ts';
import type { Metrics } from '../observability/metrics.ts';
import { developmentRoutes } from './developmentRoutes.ts';

/** `GET /metrics`, in the text format of Prometheus. On the public port only in development (see developmentRoutes). */
export function metricsRoute(http: FastifyInstance, metrics: Metrics): void {
  http.get('/metrics', async (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type('text/plain; version=0.0.4; charset=utf-8')
      .send(await metrics.text()),
  );
}

/** Counts and times every request of a server, by the pattern of its route. */
export function measureRequests(http: FastifyInstance, metrics: Metrics): void {
  http.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.httpRequest({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
}

/**
 * Serves the metrics, and nothing else, on a port of their own, so that the network can keep the public away from them.
 * With `onlyUnder`, for development, it answers as developmentRoutes do.
 */
export async function startMetricsServer(
  metrics: Metrics,
  options: { readonly host: string; readonly port: number; readonly onlyUnder?: readonly string[] | undefined },
): Promise<FastifyInstance> {
  const { host, port, onlyUnder } = options;
  const http = Fastify({ forceCloseConnections: true });
  if (onlyUnder) await developmentRoutes(http, onlyUnder, inside => metricsRoute(inside, metrics));
  else metricsRoute(http, metrics);
  try {
    await http.listen({ host, port });
  } catch (error) {
    throw listeningError(error, `${host}:${port} (METRICS_PORT)`);
  }
  return http;
}
