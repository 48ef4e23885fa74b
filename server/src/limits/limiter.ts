import { createHmac } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Clock } from '../domain/clock.ts';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import { boundStatement } from '../sql/boundStatement.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';
import { clientBucket } from './clientBucket.ts';
import { LIMITS, type LimitedOperation, type Window } from './rules.ts';

/** Counts attempts, in the product's own database, so that restarts and replicas share the counts. */
export interface Limiter {
  /**
   * Counts one attempt and says whether it may go on: undefined when it may, else the whole seconds to wait. Counting and judging are one
   * statement, so parallel attempts cannot slip through together.
   */
  attempt(
    /** Whose entity manager is made when it is first used: where nothing is limited, none is needed. */
    scope: { readonly em: SqlEntityManager },
    operation: LimitedOperation,
    by: { readonly ipAddress: string | undefined; readonly address?: CanonicalEmail },
  ): Promise<number | undefined>;
  /** Forgets every count about an address, those by pair included: its owner has proved to be there. */
  clear(em: SqlEntityManager, address: CanonicalEmail): Promise<void>;
}

interface Bucket {
  readonly key: string;
  readonly addressDigest: string | null;
  readonly window: Window;
}

/** The limiter of RATE_LIMITS=on. The secret keeps addresses and clients from being read from, or guessed against, the counts. */
export function createLimiter(options: { readonly secret: string; readonly clock: Clock }): Limiter {
  const digest = (text: string) => createHmac('sha256', options.secret).update(`limit:${text}`).digest('base64url');

  return {
    async attempt({ em }, operation, by) {
      const rules = LIMITS[operation];
      const client = clientBucket(by.ipAddress);
      const addressDigest = by.address === undefined ? null : digest(by.address);
      const bucket = (scope: string, counted: string, about: string | null) => (window: Window) => ({
        key: `${operation}:${scope}:${window.seconds}:${digest(counted)}`,
        addressDigest: about,
        window,
      });

      const now = options.clock();
      const refusedByClient = await count(em, now, [
        ...rules.pair.map(bucket('pair', `${client} ${by.address ?? ''}`, addressDigest)),
        ...rules.client.map(bucket('client', client, null)),
      ]);
      if (refusedByClient !== undefined || by.address === undefined) return refusedByClient;
      return count(em, now, rules.address.map(bucket('address', by.address, addressDigest)));
    },

    async clear(em, address) {
      // PostgreSQL locks the rows in the order in which attempts do, so that the two never wait for each other in a ring.
      const inOrder = isPostgresql(em) ? 'order by key collate "C" for update' : '';
      await em.execute(
        `delete from rate_limit where key in (select key from rate_limit where address_digest = ? ${inOrder})`,
        [digest(address)],
        'run',
      );
    },
  };
}

/** The limiter of RATE_LIMITS=off, for load tests. */
export const noLimits: Limiter = { attempt: async () => undefined, clear: async () => {} };

/**
 * Adds one to every bucket in a single statement, beginning anew where a window has ended. Keys are sorted, so that two statements lock
 * rows in the same order. Returns the longest wait in seconds where a bucket is over its rule.
 */
async function count(em: SqlEntityManager, now: Date, buckets: readonly Bucket[]): Promise<number | undefined> {
  if (buckets.length === 0) return undefined;
  const byKey = new Map([...buckets].sort((a, b) => (a.key < b.key ? -1 : 1)).map(bucket => [bucket.key, bucket]));
  const rows = await boundStatement<CountedRow>(
    em,
    `insert into rate_limit as held (key, address_digest, count, resets_at)
     values ${[...byKey].map(() => '(?, ?, 1, ?)').join(', ')}
     on conflict (key) do update set
       count = case when held.resets_at <= ? then 1 else held.count + 1 end,
       resets_at = case when held.resets_at <= ? then excluded.resets_at else held.resets_at end
     returning key, count, resets_at`,
    [...[...byKey.values()].flatMap(bucket => [bucket.key, bucket.addressDigest, endOf(bucket.window, now)]), now, now],
  );
  const waits = rows
    .filter(row => row.count > (byKey.get(row.key)?.window.attempts ?? 0))
    .map(row => Math.max(1, Math.ceil((new Date(row.resets_at).getTime() - now.getTime()) / 1000)));
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

function endOf(window: Window, now: Date): Date {
  return new Date(now.getTime() + window.seconds * 1000);
}

/** SQLite keeps times as milliseconds, PostgreSQL gives dates. */
interface CountedRow {
  readonly key: string;
  readonly count: number;
  readonly resets_at: number | string | Date;
}
