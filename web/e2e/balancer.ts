import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Which port answers a request; a status answers it at once, without a server. */
type Choice = { readonly port: number } | { readonly status: number };

/** A balancer that takes whichever server a test wants, for each request anew. */
export interface Balancer {
  readonly origin: string;
  /** May be replaced at any time. */
  choose: (request: IncomingMessage) => Choice | Promise<Choice>;
  close(): Promise<void>;
}

/** Starts a balancer on a free port that refuses everything until a test chooses. */
export async function startBalancer(): Promise<Balancer> {
  const server = createServer(async (incoming, outgoing) => {
    const choice = await balancer.choose(incoming);
    if ('status' in choice) {
      outgoing.writeHead(choice.status, { 'cache-control': 'no-store' }).end();
      return;
    }
    const { method, url: path, headers } = incoming;
    const forwarded = request({ host: '127.0.0.1', port: choice.port, method, path, headers }, answer => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const balancer: Balancer = {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    choose: () => ({ status: 503 }),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return balancer;
}

/** Strictly in turns, regardless of what is asked for: the worst that a balancer can do to the files of one page. */
export function inTurns(ports: readonly number[]): Balancer['choose'] {
  let requests = 0;
  return () => ({ port: ports[requests++ % ports.length] as number });
}
