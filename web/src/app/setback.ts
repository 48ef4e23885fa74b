import { ServerError } from '@apollo/client/errors';

/**
 * What kept a request from being answered, and that trying again can mend: no way to the server, a server in trouble,
 * or a limit that ends at `until` (milliseconds since 1970).
 */
export type Setback = { kind: 'unreachable' } | { kind: 'broken' } | { kind: 'limited'; until: number };

/** Reads the error of a request. A response that is no answer is trouble of the server; no response at all is trouble on the way. */
export function setbackOf(error: unknown): Setback {
  if (ServerError.is(error) && error.statusCode === 429) {
    const seconds = Number(error.response.headers.get('retry-after')) || 60;
    return { kind: 'limited', until: Date.now() + seconds * 1000 };
  }
  return error instanceof TypeError ? { kind: 'unreachable' } : { kind: 'broken' };
}
