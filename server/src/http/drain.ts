import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** Stops a server without failing a request. */
export interface Drain {
  /** True from the signal on: the server is no longer ready, but still answers. */
  readonly begun: boolean;
  /**
   * Accepts connections for another `delayMs`, then no more. Keeps idle connections for another `idleGraceMs`. Resolves
   * when every request is answered and every connection closed, at the latest five seconds later.
   */
  run(delays: DrainDelays): Promise<void>;
}

/** Grace periods of a server that stops, in milliseconds. */
export interface DrainDelays {
  /** For load balancers that poll /readyz every few seconds. */
  readonly delayMs: number;
  /**
   * For proxies that keep connections. A request that a proxy is about to send on an idle connection would fail. It may
   * not repeat the request on another server, since it may have been executed. Each answer tells the proxy to close,
   * and it closes connections that it does not use.
   */
  readonly idleGraceMs: number;
}

/** Requests that are not answered by then are aborted. */
const ANSWERED_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 20;

/** Prepares a server for draining; before `run` nothing is different. */
export function drainOf(http: FastifyInstance): Drain {
  let begun = false;
  const connections = new Set<Socket>();
  http.server.on('connection', socket => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  // As the answer is sent, so that requests from before the signal close their connections too.
  http.addHook('onSend', (_request, reply, payload, done) => {
    if (begun) reply.header('connection', 'close');
    done(null, payload);
  });

  async function untilClosed(withinMs: number): Promise<void> {
    const end = performance.now() + withinMs;
    while (connections.size > 0 && performance.now() < end) await sleep(LOOK_EVERY_MS);
  }

  return {
    get begun() {
      return begun;
    },
    async run({ delayMs, idleGraceMs }) {
      begun = true;
      if (delayMs > 0) await sleep(delayMs);
      // Not http.server.close(), which closes idle connections at once.
      NetServer.prototype.close.call(http.server);
      await untilClosed(idleGraceMs);
      http.server.closeIdleConnections();
      // Node does not count those as idle that have sent nothing yet. Browsers open some in advance.
      for (const connection of connections) if (connection.bytesRead === 0) connection.destroy();
      await untilClosed(ANSWERED_WITHIN_MS);
      http.server.closeAllConnections();
      await http.close();
    },
  };
}
