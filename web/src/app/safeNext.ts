import { accountPath } from '../paths.ts';

/**
 * The path to go to after signing in, from the `next` that was asked for: a path of this origin, else `accountPath`. A link that
 * leads elsewhere after a real sign-in helps phishing (CWE-601). Backslashes and control characters are refused, since
 * browsers read `/\host` and `/<tab>/host` as `//host`.
 */
export function safeNext(next = '', origin: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be refused.
  if (!next.startsWith('/') || next.startsWith('//') || /[\\\u0000-\u001f]/.test(next)) return accountPath;
  try {
    const url = new URL(next, origin);
    if (url.origin === origin && !url.pathname.startsWith('//')) return url.pathname + url.search + url.hash;
  } catch {
    // It is no URL.
  }
  return accountPath;
}
