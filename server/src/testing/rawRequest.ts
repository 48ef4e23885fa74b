import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import type { TestApp } from './testApp.ts';

/** An answer as it came, before any GraphQL. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request exactly as given, to a path of the port. `fetch` would normalise the path and add headers. */
export function rawRequest(
  { url }: Pick<TestApp, 'url'>,
  path: string,
  options: { method?: string; headers?: Record<string, string | string[]>; body?: string | Buffer } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path, method, headers }, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}

/** Posts a body of JSON to /graphql, or to another path. */
export function postJson(app: Pick<TestApp, 'url'>, body: unknown, path = '/graphql', headers = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return rawRequest(app, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: text,
  });
}
