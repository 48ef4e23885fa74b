/** Thrown where the queue of waiting work is full; the caller answers TooManyRequests. */
export class LanesFull extends Error {
  override readonly name = 'LanesFull';
}

/** A bounded number of places in which expensive work runs, with a bounded queue before them. */
export interface Lanes {
  /** Runs the work in a lane as soon as one is free, in order of arrival. Throws {@link LanesFull} at once when too many wait already. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** How much work is under way and how much waits, for the metrics. */
  readonly load: { readonly running: number; readonly waiting: number };
}

/**
 * Makes lanes for hashing. bcrypt uses a thread for its whole time, so more lanes than cores would only make every sign-in slower, and a
 * queue without a bound would let a storm of sign-ins eat memory and answer nobody.
 */
export function createLanes(options: { readonly lanes: number; readonly queueLength: number }): Lanes {
  let running = 0;
  const waiting: Array<() => void> = [];

  async function run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (running < options.lanes) running += 1;
    else {
      if (waiting.length >= options.queueLength) throw new LanesFull('too much hashing is waiting already');
      // The lane is handed over by whoever leaves it, so `running` stays as it is.
      await new Promise<void>(enter => waiting.push(enter));
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    run,
    get load() {
      return { running, waiting: waiting.length };
    },
  };
}
