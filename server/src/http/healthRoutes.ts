import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** One condition of readiness: its name, and its problem, or undefined. */
export type ReadinessCheck = readonly [name: string, check: () => Promise<string | undefined>];

/** Shorter than the usual timeouts of load balancers. */
const CHECKED_WITHIN_MS = 1_500;

/**
 * `GET /healthz`: the process answers, and with which version. `GET /readyz`: it is ready for requests; 503 with the
 * reasons where it is not. Both answer within a time limit.
 */
export function healthRoutes(
  http: FastifyInstance,
  options: { readonly version: string; readonly checks: readonly ReadinessCheck[] },
): void {
  http.get('/healthz', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok', version: options.version }),
  );

  http.get('/readyz', async (_request, reply) => {
    const results = await Promise.all(
      options.checks.map(async ([name, check]) => [name, (await within(check())) ?? 'ok'] as const),
    );
    const ready = results.every(([, result]) => result === 'ok');
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ready ? 'ready' : 'not ready', checks: Object.fromEntries(results) });
  });
}

async function within(check: Promise<string | undefined>): Promise<string | undefined> {
  const answered = new AbortController();
  const tooLate = sleep(CHECKED_WITHIN_MS, 'no answer in time', { signal: answered.signal }).catch(() => undefined);
  try {
    return await Promise.race([check.catch(() => 'failed'), tooLate]);
  } finally {
    answered.abort();
  }
}
