/** Remembers refused buckets in memory, so that an attempt that is refused again costs no statement. */
export interface RefusedBuckets {
  /** Whole seconds until none of these buckets is full; undefined where none is known to be full. */
  waitOf(keys: readonly string[], now: Date): number | undefined;
  /** Remembers that a bucket is full until the given time. */
  remember(key: string, until: Date, now: Date): void;
  forget(keys: readonly string[]): void;
}

/** Another replica, or an operator, may have cleared the bucket, so the database is queried again after this time. */
const ASK_AGAIN_MS = 5_000;
/** About 20 MB. The oldest are forgotten first, which costs a statement and nothing else. */
const MAX_REMEMBERED = 100_000;

interface RefusedBucket {
  readonly untilMs: number;
  readonly notedMs: number;
}

/** Makes an empty store. */
export function createRefusedBuckets(): RefusedBuckets {
  const refused = new Map<string, RefusedBucket>();
  return {
    waitOf(keys, now) {
      const nowMs = now.getTime();
      let wait: number | undefined;
      for (const key of keys) {
        const bucket = refused.get(key);
        if (!bucket) continue;
        // After the clock was set back, the bucket must not stay full.
        const ageMs = nowMs - bucket.notedMs;
        if (nowMs >= bucket.untilMs || ageMs >= ASK_AGAIN_MS || ageMs < 0) refused.delete(key);
        else wait = Math.max(wait ?? 0, secondsUntil(bucket.untilMs, nowMs));
      }
      return wait;
    },
    remember(key, until, now) {
      refused.delete(key);
      refused.set(key, { untilMs: until.getTime(), notedMs: now.getTime() });
      if (refused.size > MAX_REMEMBERED) refused.delete(refused.keys().next().value as string);
    },
    forget(keys) {
      for (const key of keys) refused.delete(key);
    },
  };
}

/** Whole seconds, at least one. */
export function secondsUntil(untilMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((untilMs - nowMs) / 1000));
}
