import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** GraphiQL's editor (Monaco) sets style attributes, runs workers and carries its icons as a font; only this page is allowed that. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Where the page holds a place for the address of the local mailbox. */
const MAILBOX_PLACE = 'data-mailbox=""';

/** `GET /playground`: GraphiQL, built beside the SPA and served from here, so that it works with no network beyond this server. */
export async function playground(
  http: FastifyInstance,
  options: {
    readonly folder: string;
    /** Undefined where there is no local mailbox, or none yet. */
    readonly mailboxUrl: () => string | undefined;
  },
): Promise<void> {
  const file = join(options.folder, 'index.html');
  if (!existsSync(file)) throw new Error(`the playground has not been built: there is no ${file}`);
  const html = readFileSync(file, 'utf8');
  http.get('/playground', async (_request, reply) =>
    reply
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(html.replace(MAILBOX_PLACE, `data-mailbox="${options.mailboxUrl() ?? ''}"`)),
  );
  await http.register(fastifyStatic, {
    root: join(options.folder, 'assets'),
    prefix: '/playground/assets/',
    decorateReply: false,
    wildcard: false,
    preCompressed: true,
    globIgnore: ['**/*.br'],
    immutable: true,
    maxAge: '365d',
  });
}
