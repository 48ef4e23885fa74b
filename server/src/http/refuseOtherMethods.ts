import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { type ErrorAnswers, sendError } from './errorAnswers.ts';

/**
 * Answers 405 with Allow (RFC 9110, section 15.5.6) where an address exists and does not know the method. Call it before
 * the first route. What it returns refuses the other methods of the routes that were added since; nothing of such a
 * request is read.
 */
export function refuseOtherMethods(http: FastifyInstance, errors: ErrorAnswers): () => void {
  const allowed = new Map<string, Set<string>>();
  http.addHook('onRoute', ({ url, method }) => {
    const methods = allowed.get(url) ?? new Set();
    for (const each of [method].flat()) methods.add(each);
    allowed.set(url, methods);
  });

  return () => {
    const all = http.supportedMethods as readonly HTTPMethods[];
    // A copy, since each route that is added here is heard of as well.
    for (const [url, methods] of [...allowed]) {
      const allow = [...methods].sort().join(', ');
      const refuse = async (request: FastifyRequest, reply: FastifyReply) =>
        sendError(errors, request, reply.header('allow', allow), 405);
      const others = all.filter(method => !methods.has(method));
      http.route({ method: others, url, exposeHeadRoute: false, onRequest: refuse, handler: refuse });
    }
  };
}
