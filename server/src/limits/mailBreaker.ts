import type { SqlEntityManager } from '@mikro-orm/sql';
import { boundStatement } from '../sql/boundStatement.ts';
import { secondsUntil } from './refusedBuckets.ts';

/**
 * Limits the emails that strangers can request in the whole installation. A botnet that requests one email to each of a
 * million mailboxes would ruin the sender's reputation. Known devices are neither counted nor limited.
 */
export interface MailBreaker {
  /** Whole seconds until the breaker closes again; undefined where it is closed. */
  waitSeconds(now: Date): number | undefined;
  /** Counts one email. Replicas share the count, within a second or two. Never throws and never waits. */
  count(em: SqlEntityManager, now: Date): void;
}

const HOUR_MS = 3_600_000;
const KEY = 'mail:installation:3600';
/** One statement for all emails of this interval, so that a busy installation does not contend for one row. */
const SHARED_AFTER_MS = 1_000;

/** Makes the breaker. `onOpen` is called once each time that it opens. */
export function createMailBreaker(options: { readonly maxPerHour: number; readonly onOpen: () => void }): MailBreaker {
  let pending = 0;
  let lastSharedMs = 0;
  let openUntilMs = 0;

  async function share(em: SqlEntityManager, now: Date): Promise<void> {
    const counted = pending;
    pending = 0;
    lastSharedMs = now.getTime();
    const [row] = await boundStatement<{ count: number; resets_at: number | string | Date }>(
      em,
      `insert into rate_limit as held (key, count, resets_at) values (?, ?, ?)
       on conflict (key) do update set
         count = case when held.resets_at <= ? then excluded.count else held.count + excluded.count end,
         resets_at = case when held.resets_at <= ? then excluded.resets_at else held.resets_at end
       returning count, resets_at`,
      [KEY, counted, new Date(now.getTime() + HOUR_MS), now, now],
    );
    if (!row || row.count < options.maxPerHour) return;
    const wasOpen = openUntilMs > now.getTime();
    openUntilMs = new Date(row.resets_at).getTime();
    if (!wasOpen) options.onOpen();
  }

  return {
    waitSeconds: now => (openUntilMs > now.getTime() ? secondsUntil(openUntilMs, now.getTime()) : undefined),
    count(em, now) {
      pending += 1;
      const sinceMs = now.getTime() - lastSharedMs;
      // After the clock was set back, the count is shared at once.
      if (pending < options.maxPerHour && sinceMs >= 0 && sinceMs < SHARED_AFTER_MS) return;
      void share(em, now).catch(() => undefined);
    },
  };
}
