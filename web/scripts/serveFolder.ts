import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Serves a built folder compressed, as a production server would. */
export async function serveFolder(folder: string): Promise<{ origin: string; close: () => void }> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/graphql') return response.setHeader('content-type', 'application/json').end('{"data":{"me":null}}');
    const file = [join(folder, path), join(folder, `${path}.html`)].find(name => extname(name) && existsSync(name));
    if (!file) return response.writeHead(404).end();
    response.setHeader('content-type', `${types[extname(file)] ?? 'application/octet-stream'}; charset=utf-8`);
    response.setHeader('content-encoding', 'br');
    const bytes = await readFile(file);
    const isPage = extname(file) === '.html';
    response.end(brotliCompressSync(isPage ? bytes.toString().replaceAll('{{base}}', '') : bytes));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}
