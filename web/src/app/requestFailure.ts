import { ServerError } from '@apollo/client/errors';

/**
 * Why a request has no outcome, so that the person has to try again. The server was unreachable, it did not answer in
 * time, it failed, or it limits requests until `until` (milliseconds since 1970), with what it says about it.
 */
export type RequestFailure =
  | { kind: 'unreachable' }
  | { kind: 'unanswered' }
  | { kind: 'failed' }
  | { kind: 'limited'; until: number; message?: () => string };

/** Whether the server may have done what was asked of it all the same, and only its answer was lost. */
export function mayBeDone(failure: RequestFailure | null): boolean {
  return failure !== null && failure.kind !== 'limited';
}

/** Reads the error of a request. Without a response the server could not be reached; with a useless one it failed. */
export function requestFailureOf(error: unknown): RequestFailure {
  if (ServerError.is(error) && error.statusCode === 429) {
    const seconds = Number(error.response.headers.get('retry-after')) || 60;
    return { kind: 'limited', until: Date.now() + seconds * 1000 };
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') return { kind: 'unanswered' };
  return error instanceof TypeError ? { kind: 'unreachable' } : { kind: 'failed' };
}
