import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ErrorAnswers, ErrorReader } from './errorAnswers.ts';

/** By the codes of Node's parser; every other one is a 400. */
const MALFORMED: Readonly<Record<string, number>> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };

/** The beginning of a request. */
const REQUEST_LINE = /^[A-Z]+ \S+( HTTP\/|$)/;

/**
 * How long a client may go on sending after its answer. A connection that is closed with unread data is reset, and the
 * client then loses the answer (RFC 9112 section 9.6).
 */
const LINGER_MS = 1_000;

/**
 * Answers requests that Node's parser refuses before there is a request. Fastify's own handler logs the error at trace,
 * and with it the packet, which may hold a token or a password.
 */
export function refuseMalformed(errors: ErrorAnswers, securityHeaders: Readonly<Record<string, string>>) {
  const answered = new WeakSet<Socket>();
  return function refuse(
    this: FastifyInstance,
    error: Error & { readonly code?: string; readonly rawPacket?: unknown },
    socket: Socket,
  ): void {
    // Anything else that the client sends ends up here again.
    if (error.code === 'ECONNRESET' || socket.destroyed || answered.has(socket)) return;
    answered.add(socket);
    // Fastify's type is that of the buffer as JSON.
    const packet = Buffer.isBuffer(error.rawPacket) ? error.rawPacket.toString('latin1') : '';
    const status = statusOf(error.code, packet);
    this.log.debug({ code: error.code, status }, 'malformed request');
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const { headers, body } = errors(status, readerOf(packet, status));
    const lines = Object.entries({
      ...securityHeaders,
      ...headers,
      connection: 'close',
      'content-length': String(Buffer.byteLength(body)),
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    const isHead = packet.startsWith('HEAD ');
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${isHead ? '' : body}`);
    const linger = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(linger));
  };
}

/** The parser counts the address among the headers. Anyone who sent too long an address has no cookies to delete. */
function statusOf(code: string | undefined, packet: string): number {
  const [requestLine = ''] = packet.split('\r\n', 1);
  if (code === 'HPE_HEADER_OVERFLOW' && REQUEST_LINE.test(packet) && requestLine.length > maxHeaderSize / 2) return 414;
  return MALFORMED[code ?? ''] ?? 400;
}

/**
 * The headers that decide the form of the answer, as far as the refused packet holds them. Of headers that are too
 * large it may be a part without beginning or end; then they are most likely a browser's.
 */
function readerOf(packet: string, status: number): ErrorReader {
  const isWhole = status === 414 ? packet.includes('\r\n\r\n') : REQUEST_LINE.test(packet);
  const accept =
    headerIn(packet, 'accept') ?? ((status === 414 || status === 431) && !isWhole ? 'text/html' : undefined);
  return { accept, acceptLanguage: headerIn(packet, 'accept-language') };
}

function headerIn(packet: string, name: string): string | undefined {
  return new RegExp(`^${name}:[ \\t]*([^\\r\\n]*)`, 'im').exec(packet)?.[1];
}
