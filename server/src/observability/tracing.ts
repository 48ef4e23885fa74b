import type { FastifyInstance } from 'fastify';
import type { Instrumentation } from './instrumentation.ts';

/**
 * OpenTelemetry traces: a span for each request, as part of the caller's trace where it sends one, and within it one
 * for each operation.
 */
export interface Tracing {
  traceRequests(http: FastifyInstance): void;
  readonly instrumentation: Instrumentation;
  /** Sends what has not been sent yet, and stops. */
  close(): Promise<void>;
}

/** Whether the usual variables of OpenTelemetry ask for traces. */
export function tracesWanted(environment: NodeJS.ProcessEnv): boolean {
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || environment.OTEL_TRACES_EXPORTER === 'none')
    return false;
  return Boolean(
    environment.OTEL_EXPORTER_OTLP_ENDPOINT ||
      environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ||
      environment.OTEL_TRACES_EXPORTER,
  );
}

/**
 * Starts the official SDK, which reads every OTEL_ variable itself. Call it only where traces are wanted: the SDK is
 * loaded here, and costs memory and start-up time. No address, token or variable of an operation gets into a span.
 */
export async function startTracing(): Promise<Tracing> {
  const [{ context, propagation, SpanKind, SpanStatusCode, trace }, { NodeSDK }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-node'),
  ]);
  process.env.OTEL_SERVICE_NAME ??= 'rekey';
  // The metrics have an endpoint of their own, and the log is read from standard output.
  process.env.OTEL_METRICS_EXPORTER ??= 'none';
  process.env.OTEL_LOGS_EXPORTER ??= 'none';
  const sdk = new NodeSDK({ instrumentations: [] });
  sdk.start();
  const tracer = trace.getTracer('rekey');

  return {
    traceRequests(http) {
      const spans = new WeakMap<object, ReturnType<typeof tracer.startSpan>>();
      http.addHook('onRequest', (request, _reply, done) => {
        const route = request.routeOptions.url;
        const from = propagation.extract(context.active(), request.headers);
        const span = tracer.startSpan(
          route === undefined ? request.method : `${request.method} ${route}`,
          {
            kind: SpanKind.SERVER,
            attributes: { 'http.request.method': request.method, 'http.route': route, 'rekey.request_id': request.id },
          },
          from,
        );
        spans.set(request, span);
        context.with(trace.setSpan(from, span), done);
      });
      http.addHook('onResponse', async (request, reply) => {
        const span = spans.get(request);
        span?.setAttribute('http.response.status_code', reply.statusCode);
        if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
        span?.end();
      });
    },
    instrumentation: (operation, run) =>
      tracer.startActiveSpan(operation, async span => {
        try {
          const outcome = await run();
          span.setAttribute('rekey.outcome', outcome.name);
          return outcome;
        } catch (error) {
          // The message of the error may quote the request.
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      }),
    close: () => sdk.shutdown(),
  };
}
