import { pagePathOf } from '../paths.ts';
import type { Place } from './place.ts';

/**
 * Where to go after signing in, from the `next` that was asked for: a path of this origin, or an address of an origin
 * that NEXT_ORIGINS lists, else HOME_URL. A link that leads elsewhere after a real sign-in helps phishing (CWE-601).
 *
 * - Backslashes and control characters are refused, since browsers read `/\host` and `/<tab>/host` as `//host`.
 * - An origin has to stand there letter by letter: a parser takes `https://user@host`, `HOST`, `host:443` and other
 *   letters that IDNA maps to the same ones for it too.
 * - The sign-in page is no place to go on to.
 */
export function safeNext(next = '', origin: string, { base, home, nextOrigins }: Omit<Place, 'origin'>): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be refused.
  if (/[\\\u0000-\u001f\u007f]/.test(next)) return home;
  const begins = [origin, ...nextOrigins].find(listed => next === listed || /^[/?#]/.test(restOf(next, listed)));
  if (begins === undefined && !/^\/(?!\/)/.test(next)) return home;
  const url = urlOf(next, origin);
  // Dots in a path can leave `//host`, which is another origin to anyone who reads the path alone.
  if (!url || url.origin !== (begins ?? origin) || url.pathname.startsWith('//')) return home;
  if (url.origin !== origin) return url.href;
  const isSignIn = url.pathname.startsWith(`${base}/`) && pagePathOf(url.pathname.slice(base.length)) === '/login';
  return isSignIn ? home : url.pathname + url.search + url.hash;
}

/** The URL that a browser makes of an address; undefined for what is none. URL.parse is not in every browser yet. */
function urlOf(address: string, base: string): URL | undefined {
  try {
    return new URL(address, base);
  } catch {
    return undefined;
  }
}

/** What stands behind the beginning of a text; empty where it begins otherwise. */
function restOf(text: string, beginning: string): string {
  return text.startsWith(beginning) ? text.slice(beginning.length) : '';
}
