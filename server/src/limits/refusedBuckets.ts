/** Remembers refused buckets in memory, so that an attempt that is refused again costs no statement. */
export interface RefusedBuckets {
  /** Whole seconds until the last of these buckets opens again; undefined where none is known to be shut. */
  waitOf(keys: readonly string[], now: Date): number | undefined;
  /** Notes that a bucket is shut until the given time. */
  remember(key: string, until: Date, now: Date): void;
  forget(keys: readonly string[]): void;
}

/** Another replica may have opened the bucket meanwhile, so the database is asked again after this time. */
const ASK_AGAIN_MS = 10_000;
/** About 20 MB. The oldest are forgotten first, which costs a statement and nothing else. */
const MAX_REMEMBERED = 100_000;

interface RefusedBucket {
  readonly untilMs: number;
  readonly notedMs: number;
}

/** Makes an empty memory. */
export function createRefusedBuckets(): RefusedBuckets {
  const refused = new Map<string, RefusedBucket>();
  return {
    waitOf(keys, now) {
      const nowMs = now.getTime();
      let wait: number | undefined;
      for (const key of keys) {
        const bucket = refused.get(key);
        if (!bucket) continue;
        // A clock that was put back must not keep a bucket shut.
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
