import type { FastifyInstance } from 'fastify';
import type { Brand } from '../domain/brand.ts';
import { brandMark, icoOf } from './brandMark.ts';

const FIVE_MINUTES = 'public, max-age=300';

/**
 * The mark of the product: the operator's logo, or else a key in a tile of the brand's colour.
 *
 * - `GET /brand/logo`: what the pages show
 * - `GET /brand/mark`: the key, for pages whose logo cannot be fetched
 * - `GET /brand/touch-icon.png`: for the home screens of phones, which take no SVG
 * - `GET /favicon.ico`: for programs that ask for it without reading a page
 */
export function brandRoute(http: FastifyInstance, { logoUrl, colour }: Brand): void {
  const mark = brandMark(colour);
  const touchIcon = mark.png(180, 'square');
  const favicon = icoOf(mark.png(48, 'rounded'), 48);

  http.get('/brand/logo', async (_request, reply) => {
    reply.header('cache-control', FIVE_MINUTES);
    return logoUrl ? reply.redirect(logoUrl, 302) : reply.type('image/svg+xml').send(mark.svg);
  });
  http.get('/brand/mark', async (_request, reply) =>
    reply.header('cache-control', FIVE_MINUTES).type('image/svg+xml').send(mark.svg),
  );
  http.get('/brand/touch-icon.png', async (_request, reply) => {
    reply.header('cache-control', FIVE_MINUTES);
    return logoUrl?.toLowerCase().endsWith('.png')
      ? reply.redirect(logoUrl, 302)
      : reply.type('image/png').send(touchIcon);
  });
  http.get('/favicon.ico', async (_request, reply) => {
    reply.header('cache-control', FIVE_MINUTES);
    return logoUrl ? reply.redirect(logoUrl, 302) : reply.type('image/x-icon').send(favicon);
  });
}
