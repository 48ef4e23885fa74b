import type { FastifyInstance } from 'fastify';
import { atMostEvery } from '../domain/atMostEvery.ts';
import { clientNetworks } from '../limits/clientNetworks.ts';
import { WIDER } from '../limits/rules.ts';
import { canonicalIpAddress, proxiesOf, type TrustedProxies } from './clientAddress.ts';

/** A browser opens six at most (HTTP/1.1), so this is some forty people behind one address who load a page at once. */
const MAX_CONNECTIONS_PER_CLIENT = 256;

/** How often the log says that connections are refused. */
const LOG_EVERY_MS = 60_000;

/**
 * Bounds the open connections of each client: of its /64, and of the wider networks that one customer may hold. Further
 * ones are closed at once; other clients are not affected.
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
  const seldom = atMostEvery(LOG_EVERY_MS);
  http.server.on('connection', socket => {
    const address = canonicalIpAddress(socket.remoteAddress);
    if (address !== undefined && isProxy(address)) return;
    const networks = clientNetworks(address).toReversed();
    const isFull = (network: string, level: number) =>
      (open.get(network) ?? 0) >= maxConnections * (WIDER.client[level - 1] ?? 1);
    if (networks.some(isFull)) {
      socket.destroy();
      seldom(() =>
        http.log.warn(
          { connections: maxConnections },
          'too many connections from one client, refusing more; if it is your proxy, set TRUST_PROXY',
        ),
      );
      return;
    }
    for (const network of networks) open.set(network, (open.get(network) ?? 0) + 1);
    socket.once('close', () => {
      for (const network of networks) {
        const left = (open.get(network) ?? 1) - 1;
        if (left > 0) open.set(network, left);
        else open.delete(network);
      }
    });
  });
}
