import type { FastifyInstance } from 'fastify';
import type { Brand } from '../brand.ts';

/** `GET /brand.json`: how the pages present themselves, so that a brand needs no build of its own. */
export function brandRoute(http: FastifyInstance, brand: Brand): void {
  http.get('/brand.json', async (_request, reply) => reply.header('cache-control', 'public, max-age=300').send(brand));
}
