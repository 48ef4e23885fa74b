import type { FastifyInstance } from 'fastify';
import { clientNetworks } from '../limits/clientNetworks.ts';
import { canonicalIpAddress, proxiesOf, type TrustedProxies } from './clientAddress.ts';

/** A browser opens six at most (HTTP/1.1), so this is some forty people behind one address who load a page at once. */
const MAX_CONNECTIONS_PER_CLIENT = 256;

/** How often the log says that connections are refused. */
const LOG_EVERY_MS = 60_000;

/**
 * Bounds the open connections of each client network. Further ones are closed at once; other clients are not affected.
 * Trusted proxies are exempt, since all clients come through them: there the proxy bounds connections
 * (docs/nginx.conf).
 */
export function boundConnections(
  http: FastifyInstance,
  trustProxy: TrustedProxies,
  maxConnections = MAX_CONNECTIONS_PER_CLIENT,
): void {
  // A number of hops trusts every address that connects.
  if (typeof trustProxy === 'number') return;
  const isProxy = trustProxy ? proxiesOf(trustProxy) : () => false;
  const open = new Map<string, number>();
  let loggedAt = Number.NEGATIVE_INFINITY;
  http.server.on('connection', socket => {
    const address = canonicalIpAddress(socket.remoteAddress);
    if (address !== undefined && isProxy(address)) return;
    const client = clientNetworks(address).at(-1) ?? '';
    const count = open.get(client) ?? 0;
    if (count >= maxConnections) {
      socket.destroy();
      if (performance.now() - loggedAt < LOG_EVERY_MS) return;
      loggedAt = performance.now();
      http.log.warn(
        { connections: maxConnections },
        'too many connections from one client, refusing more; if it is your proxy, set TRUST_PROXY',
      );
      return;
    }
    open.set(client, count + 1);
    socket.once('close', () => {
      const left = (open.get(client) ?? 1) - 1;
      if (left > 0) open.set(client, left);
      else open.delete(client);
    });
  });
}
