import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A file that the server in front has of its own. */
interface OwnFile {
  readonly type: string;
  readonly body: string;
}

/** Stands in front of a server as an operator's own does: answers some paths itself and passes everything else on. */
export async function reverseProxy(
  origin: string,
  files: Record<string, OwnFile>,
): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const file = files[incoming.url ?? ''];
    if (file) {
      outgoing.setHeader('content-type', file.type).end(file.body);
      return;
    }
    const { host: _, ...headers } = incoming.headers;
    if (headers.origin) headers.origin = origin;
    const passedOn = request(`${origin}${incoming.url}`, { method: incoming.method, headers }, answer => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passedOn.on('error', () => outgoing.destroy());
    incoming.pipe(passedOn);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
