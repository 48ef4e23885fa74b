import { setTimeout as sleep } from 'node:timers/promises';

/** So often visits are begun, all that are due together. */
const TICK_MS = 10;

/** Visits that are begun at a steady rate. */
export interface SteadyLoad<Visitor> {
  /** How many visits were due while no visitor was free. */
  readonly missed: () => number;
  /** Begins no further visit and waits for those under way. Resolves with the visitors who have not come back. */
  stop(withinMs: number): Promise<readonly Visitor[]>;
}

/**
 * Begins so many visits a second, whether or not earlier ones are over. Who comes next is drawn by lot, so that visitors
 * who do the same do not come together.
 */
export function startSteadyLoad<Visitor>(options: {
  readonly perSecond: number;
  readonly visitors: readonly Visitor[];
  visit(visitor: Visitor): Promise<void>;
}): SteadyLoad<Visitor> {
  const { perSecond, visit } = options;
  const free = [...options.visitors];
  const away = new Set<Visitor>();
  let due = 0;
  let missed = 0;
  let last = performance.now();
  let failure: unknown;

  function begin(): void {
    const now = performance.now();
    due += ((now - last) / 1000) * perSecond;
    last = now;
    for (; due >= 1; due -= 1) {
      const visitor = takeOne(free);
      if (visitor === undefined) {
        missed += 1;
        continue;
      }
      away.add(visitor);
      void visit(visitor)
        .catch(error => {
          failure ??= error;
        })
        .then(() => {
          away.delete(visitor);
          free.push(visitor);
        });
    }
  }

  const timer = setInterval(begin, TICK_MS);
  return {
    missed: () => missed,
    async stop(withinMs) {
      clearInterval(timer);
      const giveUpAt = performance.now() + withinMs;
      while (away.size > 0 && performance.now() < giveUpAt) await sleep(50);
      if (failure !== undefined) throw failure;
      return [...away];
    },
  };
}

function takeOne<Visitor>(free: Visitor[]): Visitor | undefined {
  const index = Math.floor(Math.random() * free.length);
  const drawn = free[index];
  const last = free.pop();
  if (last !== undefined && index < free.length) free[index] = last;
  return drawn;
}
