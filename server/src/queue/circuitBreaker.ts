import { backoffMs, type RetryRules } from './backoff.ts';

/** Slow start: so many answers of the server allow one more delivery at the same time. */
const ANSWERS_FOR_ONE_MORE = 4;

/**
 * Refusals in a row, each of another recipient, that might be about the server. One recipient whose refusals look like the server's must not
 * hold up the others (a full mailbox that answers 421).
 */
const SUSPECTS_THAT_OPEN = 5;

/** Keeps a server that is down from being asked by the whole queue. */
export interface CircuitBreaker {
  /** How many deliveries may run at once: 0 while open, 1 when half open, more and more when closed. */
  concurrency(): number;
  state(): 'closed' | 'open' | 'half open';
  /**
   * The server takes nothing: opens. Returns for how long, in milliseconds. Undefined when it is open already: deliveries that ran together
   * fail together.
   */
  unavailable(): number | undefined;
  /**
   * A refusal that might be about the server. Opens once there were several in a row, each of another `suspect`, and always for the first
   * wait: waits that grew would let strangers with several mailboxes hold up everybody's mail. Returns as `unavailable` does.
   */
  suspected(suspect: string): number | undefined;
  /** The server has answered about a delivery, so it is there: closes. */
  answered(): void;
  /** The wait is over: one delivery finds out how the server is. */
  halfOpen(): void;
}

/**
 * A server that is down is tried by one delivery at a time, with growing waits. When it is back, and when the worker starts, deliveries start
 * one at a time and grow from there up to `mostConcurrency`.
 */
export function createCircuitBreaker(mostConcurrency: number, rules: RetryRules, random: () => number): CircuitBreaker {
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
      // An answer to a delivery that ran when the breaker opened says nothing about now.
      if (state !== 'open') state = 'closed';
      failures = 0;
      suspects.clear();
      answers += 1;
      if (answers % ANSWERS_FOR_ONE_MORE === 0) concurrency = Math.min(mostConcurrency, concurrency + 1);
    },
    halfOpen() {
      if (state === 'open') state = 'half open';
    },
  };
}
