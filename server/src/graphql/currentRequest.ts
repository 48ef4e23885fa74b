import { AsyncLocalStorage } from 'node:async_hooks';

/** The state of one request, available in all its asynchronous work. */
export interface CurrentRequest {
  /** The id in every log line of the request, in its X-Request-Id header and in the errors of the answer. */
  readonly id: string;
  /** Set where the request failed because a dependency is unavailable; the answer is then a 503. */
  unavailable: boolean;
}

/** The current request; undefined outside of one. */
export const currentRequest = new AsyncLocalStorage<CurrentRequest>();
