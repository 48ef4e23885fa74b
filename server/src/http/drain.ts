import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** The way in which a server stops taking requests without failing one. */
export interface Drain {
  /** True from the signal on: the server is not ready any more, though it still answers. */
  readonly begun: boolean;
  /**
   * Takes connections for another `delayMs`, then no more, keeps those that are idle for another `idleGraceMs`, and ends when every request
   * has been answered and every connection is closed, at the latest five seconds later.
   */
  run(delays: DrainDelays): Promise<void>;
}

/** How long a server waits for those who do not know yet that it stops, in milliseconds. */
export interface DrainDelays {
  /** For balancers that learn from /readyz, and only every few seconds, where to send requests. */
  readonly delayMs: number;
  /**
   * For proxies that keep connections. One that is just about to send on an idle connection would have its request fail, and may not repeat
   * it on another server, since nobody knows whether it was carried out. Each answer tells it to close, and it closes what it does not use.
   */
  readonly idleGraceMs: number;
}

/** What has not been answered by then is cut off. */
const ANSWERED_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 20;

/** Prepares a server for draining; before `run` nothing is different. */
export function drainOf(http: FastifyInstance): Drain {
  let begun = false;
  let connections = 0;
  http.server.on('connection', socket => {
    connections += 1;
    socket.once('close', () => {
      connections -= 1;
    });
  });
  http.addHook('onRequest', (_request, reply, done) => {
    if (begun) reply.header('connection', 'close');
    done();
  });

  async function untilClosed(withinMs: number): Promise<void> {
    const end = performance.now() + withinMs;
    while (connections > 0 && performance.now() < end) await sleep(LOOK_EVERY_MS);
  }

  return {
    get begun() {
      return begun;
    },
    async run({ delayMs, idleGraceMs }) {
      begun = true;
      if (delayMs > 0) await sleep(delayMs);
      // Not http.server.close(), which closes idle connections at the same moment.
      NetServer.prototype.close.call(http.server);
      await untilClosed(idleGraceMs);
      http.server.closeIdleConnections();
      await untilClosed(ANSWERED_WITHIN_MS);
      http.server.closeAllConnections();
      await http.close();
    },
  };
}
