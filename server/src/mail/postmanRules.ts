import { type RetryRules, usualRetryRules } from './backoff.ts';
import { type Retention, usualRetention } from './keepHouse.ts';

/** The postman's measures, in milliseconds. */
export type PostmanRules = {
  retry: RetryRules;
  retention: Retention;
  /** For how long a job is another's if its postman dies. */
  leaseMs: number;
  /** How often the queue is looked at without having been woken. */
  pollMs: number;
  /**
   * The longest time from being woken to looking at the queue; how long it is, chance decides each time. So what a mail costs does not fall on
   * the answer right after the request for it, from whose time a stranger could learn that the address is known.
   */
  wakeMs: number;
  /** How long one attempt may take in all, however slowly the server answers. */
  attemptMs: number;
  /** How often finished jobs are purged. */
  housekeepingMs: number;
};

/** What holds unless a test or an operator says otherwise. */
export const usualRules: PostmanRules = {
  retry: usualRetryRules,
  retention: usualRetention,
  leaseMs: 10_000,
  pollMs: 5_000,
  wakeMs: 60,
  attemptMs: 90_000,
  housekeepingMs: 60_000,
};
