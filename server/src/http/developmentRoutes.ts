import type { FastifyInstance } from 'fastify';
import { isForeignRequest, LOOPBACK_NAMES } from '../domain/isForeignRequest.ts';

/**
 * Adds the routes of development: playground, previews of mails, metrics beside the pages. Each answers under one
 * spelling of its path, and neither to foreign pages nor under foreign names (see {@link isForeignRequest}).
 */
export async function developmentRoutes(
  http: FastifyInstance,
  /** Names of this server, without port, besides those of the loopback. */
  names: readonly string[],
  add: (http: FastifyInstance) => void | Promise<void>,
): Promise<void> {
  const ownNames = [...LOOPBACK_NAMES, ...names];
  await http.register(async scope => {
    scope.addHook('onRequest', (request, reply, done) => {
      const [path] = request.originalUrl.split('?');
      if (path !== request.routeOptions.url) reply.callNotFound();
      else if (isForeignRequest(request, ownNames)) {
        reply.code(403).send({
          error:
            'This address is for development. It answers localhost and the host of PUBLIC_URL, and no other origin.',
        });
      } else done();
    });
    await add(scope);
  });
}
