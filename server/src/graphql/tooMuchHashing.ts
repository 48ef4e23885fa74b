import type { MiddlewareFn } from 'type-graphql';
import { tooManyRequests } from '../accounts/outcomes.ts';
import { LanesFull } from '../passwords/lanes.ts';
import { presentProblem } from './presentProblem.ts';
import type { RequestContext } from './requestContext.ts';

/** A queue of hashing that is full now has room again soon. */
const RETRY_AFTER_SECONDS = 2;

/** On a mutation that hashes: answers TooManyRequests where too much hashing waits already. */
export const TooMuchHashing: MiddlewareFn<RequestContext> = async ({ context }, next) => {
  try {
    return await next();
  } catch (error) {
    if (error instanceof LanesFull) return presentProblem(context, tooManyRequests(RETRY_AFTER_SECONDS));
    throw error;
  }
};
