import type { MiddlewareFn } from 'type-graphql';
import { tooManyRequests } from '../accounts/outcomes.ts';
import { HashingQueueFull, HashingTimedOut } from '../passwords/hashingPool.ts';
import { presentProblem } from './presentProblem.ts';
import type { RequestContext } from './requestContext.ts';

/** A queue of hashing that is full now has room again soon. */
const RETRY_AFTER_SECONDS = 2;

/** On a mutation that hashes: answers TooManyRequests where too much hashing waits already, or where a hash took too long. */
export const TooMuchHashing: MiddlewareFn<RequestContext> = async ({ context }, next) => {
  try {
    return await next();
  } catch (error) {
    if (!(error instanceof HashingQueueFull || error instanceof HashingTimedOut)) throw error;
    return presentProblem(context, tooManyRequests(RETRY_AFTER_SECONDS));
  }
};
