import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';
import cookie from '@fastify/cookie';
import Fastify, { type FastifyError, type FastifyInstance, LogController } from 'fastify';
import { describeError } from '../domain/describeError.ts';
import { isDecodable } from '../domain/isDecodable.ts';
import { type ErrorAnswers, sendError } from './errorAnswers.ts';
import { undoMailDamage } from './pages.ts';
import { refuseMalformed } from './refuseMalformed.ts';
import { requestLog } from './requestLog.ts';
import { securityHeaders } from './securityHeaders.ts';

/** The largest body is a new password of 256 code points with its link and operation; this is many times that. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Longer than Node lets a request line be, so that an overlong link is a page that says INVALID like every other bad
 * link.
 */
const MAX_PATH_PART_LENGTH = 16 * 1024;

/** Real clients send a request faster than this. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Headers fit into one or two packets. A connection that has not sent them in this time is closed. */
const HEADERS_TIMEOUT_MS = 10_000;

/** How often Node looks for connections that are over time. */
const CHECK_EVERY_MS = 2_000;

/**
 * Makes the HTTP server with what applies to every route: headers, cookies, limits of size and time, log, and plain
 * errors.
 */
export async function createHttpServer(options: {
  readonly https: boolean;
  /** Whether a proxy in front may choose the ids of requests. */
  readonly behindProxy: boolean;
  readonly logLevel: string;
  /** Standard output unless given. */
  readonly logTo?: Writable | undefined;
  /** The path that the pages are below; empty for none. */
  readonly basePath: string;
  readonly errors: ErrorAnswers;
  /** Ten seconds unless given. */
  readonly headersTimeoutMs?: number | undefined;
}): Promise<FastifyInstance> {
  const { headersTimeoutMs = HEADERS_TIMEOUT_MS, errors, basePath } = options;
  const withoutMailDamage = undoMailDamage(basePath);
  const headers = securityHeaders(options);
  const http = Fastify({
    logger: { level: options.logLevel, ...(options.logTo && { stream: options.logTo }) },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: request => idOf(request, options.behindProxy),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: {
      // Node would answer a request without Host itself, without a word.
      requireHostHeader: false,
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, headersTimeoutMs),
    },
    clientErrorHandler: refuseMalformed(errors, headers),
    forceCloseConnections: 'idle',
    // A request that still arrives while the server drains is answered like any other; its connection is closed after
    // it.
    return503OnClosing: false,
    rewriteUrl: request => withoutMailDamage(routablePath(withoutHost(request.url ?? '/'))),
    routerOptions: { maxParamLength: MAX_PATH_PART_LENGTH },
  });

  // Only JSON is read: a form or a text body could be sent by any page without a preflight (CSRF).
  http.removeContentTypeParser('text/plain');

  await http.register(cookie);
  http.addHook('onRequest', async (request, reply) => {
    reply.headers(headers).header('x-request-id', request.id);
    if (!namesOneHost(request.raw)) return sendError(errors, request, reply, 400);
  });
  // An expectation that is not known may be ignored (RFC 9110, section 10.1.1). Node would answer 417, without a word.
  http.server.on('checkExpectation', (request, response) => http.server.emit('request', request, response));
  requestLog(http);

  http.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode >= 400 ? error.statusCode : 500;
    if (status >= 500) request.log.error(describeError(error), 'request failed');
    return sendError(errors, request, reply, status);
  });
  return http;
}

/** Whether there is one Host, as there has to be (RFC 9112, section 3.2). Node reads the first one, a proxy maybe another. */
function namesOneHost({ httpVersion, rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host') hosts += 1;
  }
  return hosts === 1 || (hosts === 0 && httpVersion !== '1.1');
}

/**
 * The path of a request whose target is a whole URL, as proxies are sent it (RFC 9112, section 3.2.2). A redirect to the
 * same address would lead to its host.
 */
function withoutHost(url: string): string {
  return url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*\/?/i, '/');
}

/**
 * A path with invalid percent-encoding, such as a mangled link, is taken literally. It then gets the same routes,
 * headers and errors as any other. Fastify would answer by itself and quote it.
 */
function routablePath(url: string): string {
  return isDecodable(url) ? url : url.replaceAll('%', '%25');
}

/** The id that a trusted proxy has given the request, so that both logs have the same id; otherwise a new one. */
function idOf(request: { readonly headers: IncomingHttpHeaders }, behindProxy: boolean): string {
  const given = request.headers['x-request-id'];
  return behindProxy && typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}
