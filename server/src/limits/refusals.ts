/** Remembers refused buckets in memory, so that an attempt that is refused again costs no statement. */
export interface Refusals {
  /** Whole seconds until the last of these buckets opens again; undefined where none is known to be shut. */
  waitOf(keys: readonly string[], now: Date): number | undefined;
  /** Notes that a bucket is shut until the given time. */
  remember(key: string, until: Date, now: Date): void;
  forget(keys: readonly string[]): void;
}

/** Another replica may have opened the bucket meanwhile, so the database is asked again after this time. */
const ASK_AGAIN_MS = 10_000;
/** About 20 MB. The oldest are forgotten first, which costs a statement and nothing else. */
const MOST_REMEMBERED = 100_000;

interface Refusal {
  readonly untilMs: number;
  readonly notedMs: number;
}

/** Makes an empty memory. */
export function createRefusals(): Refusals {
  const refusals = new Map<string, Refusal>();
  return {
    waitOf(keys, now) {
      const nowMs = now.getTime();
      let wait: number | undefined;
      for (const key of keys) {
        const refusal = refusals.get(key);
        if (!refusal) continue;
        // A clock that was put back must not keep a bucket shut.
        const ageMs = nowMs - refusal.notedMs;
        if (nowMs >= refusal.untilMs || ageMs >= ASK_AGAIN_MS || ageMs < 0) refusals.delete(key);
        else wait = Math.max(wait ?? 0, secondsUntil(refusal.untilMs, nowMs));
      }
      return wait;
    },
    remember(key, until, now) {
      refusals.delete(key);
      refusals.set(key, { untilMs: until.getTime(), notedMs: now.getTime() });
      if (refusals.size > MOST_REMEMBERED) refusals.delete(refusals.keys().next().value as string);
    },
    forget(keys) {
      for (const key of keys) refusals.delete(key);
    },
  };
}

/** Whole seconds, at least one. */
export function secondsUntil(untilMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((untilMs - nowMs) / 1000));
}
