import type { MiddlewareFn } from 'type-graphql';
import { tooManyRequests } from '../accounts/outcomes.ts';
import { HashingQueueFull, HashingTimedOut } from '../passwords/hashingPool.ts';
import { presentProblem } from './presentProblem.ts';
import type { RequestContext } from './requestContext.ts';

/** A full hashing queue has room again soon. */
const RETRY_AFTER_SECONDS = 2;

/** Wraps a mutation that hashes: it answers TooManyRequests where the hashing queue is full or a hash timed out. */
export const TooMuchHashing: MiddlewareFn<RequestContext> = async ({ context }, next) => {
  try {
    return await next();
  } catch (error) {
    if (!(error instanceof HashingQueueFull || error instanceof HashingTimedOut)) throw error;
    return presentProblem(context, tooManyRequests(RETRY_AFTER_SECONDS));
  }
};
