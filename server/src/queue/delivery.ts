import type { SqlEntityManager } from '@mikro-orm/sql';
import type { RetryRules } from './backoff.ts';
import type { Job } from './job.ts';

/**
 * The outcome of one attempt to deliver a job, in the terms of SMTP. A `fault` is what the operator has to fix, in one
 * word for metrics: waiting will hardly help. No job is parked for it.
 */
export type Outcome =
  /** The server took it over, and with it the duty to deliver it (RFC 5321, section 4.2.5). */
  | { readonly kind: 'accepted'; readonly reply: string }
  /** There is no recipient. The attempt has taken as long as one with a recipient, so that both look alike. */
  | { readonly kind: 'discarded' }
  /** The server rejects this job for good. It may accept the next one. */
  | { readonly kind: 'rejected'; readonly reply: string }
  /**
   * The server may accept this job later, and the next one now. `suspect` is set where the reply may concern the server
   * as well: it names the recipient's domain. The circuit breaker opens only after replies of several. `unconfirmed`:
   * the whole job was handed over and no reply came, so it may have been delivered. `forGood`: the server says that it
   * will never accept this job. Whether that is about the job shows when it has accepted another one since.
   */
  | {
      readonly kind: 'deferred';
      readonly reply: string;
      readonly suspect?: string;
      readonly fault?: string;
      readonly unconfirmed?: boolean;
      readonly forGood?: boolean;
    }
  /** No job would have been accepted: the server is unreachable, broken or rejects us. */
  | { readonly kind: 'unavailable'; readonly reply: string; readonly fault?: string };

/** What the queue carries: its kinds of job, how to deliver them, and when to park them. */
export interface Delivery {
  /** In the log: `mail`. */
  readonly name: string;
  /**
   * The kinds of job that it carries. Jobs of other kinds are left alone: a newer version beside this one may carry
   * them.
   */
  readonly kinds: readonly string[];
  /** Whether the jobs of one account wait for each other. Each of them has a payload. */
  readonly ordered?: boolean | undefined;
  /** The kinds of job whose address is erased as soon as they end. */
  readonly erasedKinds?: readonly string[] | undefined;
  /** How many jobs may be delivered at the same time. */
  readonly concurrency: number;
  readonly retry: RetryRules;
  /** The time limit of one attempt in total, in milliseconds. The worker's own unless told otherwise. */
  readonly attemptMs?: number | undefined;
  /** Runs in the transaction of the claim, with all jobs of it. An error undoes the claim. */
  readonly onClaim?: ((em: SqlEntityManager, jobs: readonly Job[]) => Promise<void>) | undefined;
  /**
   * Delivers one job. An abort of the signal ends the attempt with `unavailable`, or as `unconfirmed`. An error costs
   * the job a retry. It calls `onSlow`, once, when the attempt goes on beside the others and does not count among
   * `concurrency` any longer.
   */
  deliver(job: Job, signal: AbortSignal, onSlow: () => void): Promise<Outcome>;
}
