/** When a deferred job is tried again, and for how long. In milliseconds. */
export interface RetryRules {
  /** The mean of the first wait. */
  readonly firstDelayMs: number;
  /** No wait is longer. */
  readonly longestDelayMs: number;
  /** A job that is older when an attempt fails is parked. */
  readonly giveUpAfterMs: number;
}

/** About a second at first, five minutes at most, for one day. */
export const USUAL_RETRY_RULES: RetryRules = {
  firstDelayMs: 1_000,
  longestDelayMs: 5 * 60_000,
  giveUpAfterMs: 24 * 3_600_000,
};

/**
 * The milliseconds to wait after the given number of consecutive failures (1 and up). Exponential with full jitter, so
 * that jobs which failed together are not retried together.
 */
export function backoffMs(failures: number, rules: RetryRules, random: () => number): number {
  const ceilingMs = Math.min(rules.longestDelayMs, 2 * rules.firstDelayMs * 2 ** (Math.min(failures, 40) - 1));
  return Math.round(random() * ceilingMs);
}
