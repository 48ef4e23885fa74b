import { z } from 'zod';
import { isHttpsOrLoopback, parseWebAddress } from './fields.ts';

/** The beginning of a URL, which five characters of a hash are appended to. */
export const breachedPasswordsUrl = z.string().refine(text => {
  return parseWebAddress(text) !== undefined && !/[?#]/.test(text) && text.endsWith('/');
}, 'must be an address that ends in a slash, such as https://api.pwnedpasswords.com/range/');

/** Problems of the address in production: the query and the answer must not be read or changed in transit. */
export function breachedPasswordsProblems(given: NodeJS.ProcessEnv): string[] {
  const url = parseWebAddress(given.BREACHED_PASSWORDS_URL ?? '');
  if (url === undefined || isHttpsOrLoopback(url)) return [];
  return ['BREACHED_PASSWORDS_URL must be https when NODE_ENV=production, unless it is on this machine'];
}
