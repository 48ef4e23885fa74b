import type { FastifyInstance } from 'fastify';
import type { Brand } from '../domain/brand.ts';

const FIVE_MINUTES = 'public, max-age=300';

/**
 * How the product presents itself, so that a brand needs no build of its own. `GET /brand.json` tells, `GET /brand/logo` is the mark: the
 * configured one, or else a key in a tile of the brand's colour.
 */
export function brandRoute(http: FastifyInstance, brand: Brand): void {
  http.get('/brand.json', async (_request, reply) => reply.header('cache-control', FIVE_MINUTES).send(brand));
  http.get('/brand/logo', async (_request, reply) => {
    reply.header('cache-control', FIVE_MINUTES);
    if (brand.logoUrl) return reply.redirect(brand.logoUrl, 302);
    return reply.type('image/svg+xml').send(keyIn(brand.colour));
  });
}

function keyIn(colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#fff" stroke-width="2.75">
  <rect width="32" height="32" rx="9" fill="${colour}" stroke="none"/>
  <path d="M16 17v8.5M16 21.5h4" stroke-linecap="round"/>
  <circle cx="16" cy="11.75" r="4.75"/>
</svg>`;
}
