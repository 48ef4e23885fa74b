import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A file that the proxy serves itself. */
interface OwnFile {
  readonly type: string;
  readonly body: string;
}

/** Starts a reverse proxy that serves some files itself and passes everything else on. */
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
    const forwarded = request(`${origin}${incoming.url}`, { method: incoming.method, headers }, answer => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
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
