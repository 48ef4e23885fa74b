import { createHmac } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Clock } from '../clock.ts';
import type { CanonicalEmail } from '../emailAddress.ts';
import { clientBucket } from './clientBucket.ts';
import { RateLimit } from './rateLimit.ts';
import { LIMITS, type LimitedOperation, type Window } from './rules.ts';

/** Counts attempts, in the product's own database, so that restarts and replicas share the counts. */
export interface Limiter {
  /**
   * Counts one attempt and says whether it may go on: undefined when it may, else the whole seconds to wait. Counting and judging are one
   * statement, so parallel attempts cannot slip through together.
   */
  attempt(
    em: SqlEntityManager,
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
    async attempt(em, operation, by) {
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
      await em.nativeDelete(RateLimit, { addressDigest: digest(address) });
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
  const kysely = em.getKysely<{ rate_limit: RateLimitRow }>();
  const time = (date: Date) => em.getPlatform().processDateProperty(date) as RateLimitRow['resets_at'];
  const rows = await kysely
    .insertInto('rate_limit')
    .values(
      [...byKey.values()].map(bucket => ({
        key: bucket.key,
        address_digest: bucket.addressDigest,
        count: 1,
        resets_at: time(new Date(now.getTime() + bucket.window.seconds * 1000)),
      })),
    )
    .onConflict(conflict =>
      conflict.column('key').doUpdateSet(({ ref, eb }) => {
        const over = eb('rate_limit.resets_at', '<=', time(now));
        return {
          count: eb
            .case()
            .when(over)
            .then(1)
            .else(eb('rate_limit.count', '+', 1))
            .end(),
          resets_at: eb.case().when(over).then(ref('excluded.resets_at')).else(ref('rate_limit.resets_at')).end(),
        };
      }),
    )
    .returning(['key', 'count', 'resets_at'])
    .execute();

  const waits = rows
    .filter(row => Number(row.count) > (byKey.get(row.key)?.window.attempts ?? 0))
    .map(row => Math.max(1, Math.ceil((new Date(row.resets_at).getTime() - now.getTime()) / 1000)));
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

interface RateLimitRow {
  key: string;
  address_digest: string | null;
  count: number;
  resets_at: number | Date;
}
