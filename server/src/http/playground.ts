import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { escapeHtml } from '../domain/escapeHtml.ts';

/**
 * GraphiQL's editor (Monaco) sets style attributes, runs workers and carries its icons as a font; only this page is
 * allowed that.
 */
const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
];
const CONTENT_SECURITY_POLICY = [...DIRECTIVES, "frame-ancestors 'none'"].join('; ');

/** The page of states shows each state in a frame. No other origin may frame them. */
const STATES_CONTENT_SECURITY_POLICY = [
  ...DIRECTIVES,
  "frame-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');

/** The placeholder for the address of the local mailbox. */
const MAILBOX_PLACE = 'data-mailbox=""';

/**
 * `GET /playground`: GraphiQL, built beside the SPA and served from here, so that it works with no network beyond this
 * server. `GET /playground/states/`: every state of every screen, for those who work on them.
 */
export async function playground(
  http: FastifyInstance,
  options: {
    readonly folder: string;
    /** The path that the routes are below. */
    readonly basePath: string;
    /** Undefined where there is no local mailbox, or before it has started. */
    readonly mailboxUrl: () => string | undefined;
  },
): Promise<void> {
  const { basePath } = options;
  const readPage = (file: string) =>
    read(join(options.folder, file))
      .replaceAll('{{base}}', basePath)
      .replace(
        '{{place}}',
        escapeHtml(JSON.stringify({ base: basePath, home: `${basePath}/account`, nextOrigins: [] })),
      );
  const html = readPage('index.html');
  http.get('/playground', async (_request, reply) =>
    reply
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(html.replace(MAILBOX_PLACE, `data-mailbox="${options.mailboxUrl() ?? ''}"`)),
  );
  http.get('/playground/states', async (_request, reply) => reply.redirect(`${basePath}/playground/states/`, 302));
  for (const name of ['index.html', 'state.html']) {
    const page = readPage(join('states', name));
    http.get(`/playground/states/${name === 'index.html' ? '' : name}`, async (_request, reply) =>
      reply
        .header('content-security-policy', STATES_CONTENT_SECURITY_POLICY)
        .header('x-frame-options', 'sameorigin')
        .header('cache-control', 'no-cache')
        .type('text/html; charset=utf-8')
        .send(page),
    );
  }
  for (const path of ['assets', 'states/assets']) {
    await http.register(fastifyStatic, {
      root: join(options.folder, path),
      prefix: `/playground/${path}/`,
      decorateReply: false,
      wildcard: false,
      preCompressed: true,
      globIgnore: ['**/*.br'],
      immutable: true,
      maxAge: '365d',
    });
  }
}

function read(file: string): string {
  if (!existsSync(file)) throw new Error(`the playground has not been built: there is no ${file}`);
  return readFileSync(file, 'utf8');
}
