import { backoffMs, type RetryRules } from './backoff.ts';

/** Slow start: after this many answers of the server one more delivery may run concurrently. */
const ANSWERS_FOR_ONE_MORE = 4;

/**
 * Consecutive failures of different recipients that may be those of the server. One recipient that fails like a server,
 * such as a full mailbox with 421, must not delay others.
 */
const SUSPECTS_THAT_OPEN = 5;

/** Keeps the whole queue from trying a server that is down. */
export interface CircuitBreaker {
  /** How many deliveries may run at once: 0 while open, 1 when half open, more and more when closed. */
  concurrency(): number;
  state(): 'closed' | 'open' | 'half open';
  /**
   * The server is unavailable: opens. Returns for how long, in milliseconds. Undefined when it is open already, since
   * concurrent deliveries fail together.
   */
  unavailable(): number | undefined;
  /**
   * A failure that may be the server's. Opens after several in a row, each of another `suspect`, and always for the
   * first wait: growing waits would let strangers with several mailboxes delay all mail. Returns as `unavailable` does.
   */
  suspected(suspect: string): number | undefined;
  /** The server has answered a delivery, so it is available: closes. */
  answered(): void;
  /** The wait is over: one delivery tests the server. */
  halfOpen(): void;
}

/**
 * A server that is down is tried by one delivery at a time, with growing waits. When it is back, and when the worker
 * starts, deliveries start one at a time and grow from there up to `maxConcurrency`.
 */
export function createCircuitBreaker(maxConcurrency: number, rules: RetryRules, random: () => number): CircuitBreaker {
  let state: 'closed' | 'open' | 'half open' = 'closed';
  let failures = 0;
  let concurrency = 1;
  let answers = 0;
  const suspects = new Set<string>();

  /** `inARow` decides how long the wait is. */
  function open(inARow: number): number | undefined {
    if (state === 'open') return undefined;
    state = 'open';
    failures = inARow;
    concurrency = 1;
    suspects.clear();
    return backoffMs(inARow, rules, random);
  }

  return {
    concurrency: () => (state === 'open' ? 0 : concurrency),
    state: () => state,
    unavailable: () => open(failures + 1),
    suspected(suspect) {
      suspects.add(suspect);
      return suspects.size >= SUSPECTS_THAT_OPEN ? open(1) : undefined;
    },
    answered() {
      // An answer to a delivery that ran when the breaker opened does not close it.
      if (state !== 'open') state = 'closed';
      failures = 0;
      suspects.clear();
      answers += 1;
      if (answers % ANSWERS_FOR_ONE_MORE === 0) concurrency = Math.min(maxConcurrency, concurrency + 1);
    },
    halfOpen() {
      if (state === 'open') state = 'half open';
    },
  };
}
