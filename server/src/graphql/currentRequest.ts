import { AsyncLocalStorage } from 'node:async_hooks';

/** What belongs to one request wherever its work has got to. */
export interface CurrentRequest {
  /** Stands in every line of the log that the request causes, in the X-Request-Id header and in the errors of the answer. */
  readonly id: string;
  /** Set where the request failed because something that it needs is away for the moment; the answer is then a 503. */
  unavailable: boolean;
}

/** The request that is being worked on; nothing outside of one. */
export const currentRequest = new AsyncLocalStorage<CurrentRequest>();
