import type { IncomingHttpHeaders } from 'node:http';

/** The names under which a machine reaches itself. */
export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Whether a request may come from another site's page. Development addresses refuse such a request.
 *
 * - Host must be one of `names` (without port): by DNS rebinding a foreign page reaches this machine under its own
 *   name.
 * - Origin must be that of the request itself where it is given, and must be given for any method but GET and HEAD.
 * - Sec-Fetch-Site must not name another origin, unless a person follows a link (Fetch Metadata, W3C).
 */
export function isForeignRequest(
  request: { readonly method: string; readonly headers: IncomingHttpHeaders },
  names: readonly string[],
): boolean {
  const { host, origin } = request.headers;
  const own = host === undefined ? null : URL.parse(`http://${host}`);
  // The parser corrects some input; browsers never send a Host that needs correction.
  if (!own || !host || !/^[\w.:[\]-]+$/.test(host) || !names.includes(own.hostname)) return true;
  if (origin !== undefined && URL.parse(origin)?.host !== own.host) return true;
  const reading = request.method === 'GET' || request.method === 'HEAD';
  if (!reading) return origin === undefined;
  const site = request.headers['sec-fetch-site'];
  return (site === 'cross-site' || site === 'same-site') && request.headers['sec-fetch-mode'] !== 'navigate';
}
