import { createHmac } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Clock } from '../domain/clock.ts';
import { isWithin, type Network } from '../domain/network.ts';
import { type BoundValue, boundStatement } from '../sql/boundStatement.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';
import { clientNetworks } from './clientNetworks.ts';
import type { MailBreaker } from './mailBreaker.ts';
import { createRefusedBuckets, secondsUntil } from './refusedBuckets.ts';
import {
  COUNTED_AS,
  LIMITS,
  type LimitedOperation,
  type LimitScope,
  type Rule,
  type ScopedRules,
  WIDER,
} from './rules.ts';

/** The subject of an attempt. Missing fields are not counted. */
export interface LimitSubject {
  readonly ipAddress?: string | undefined;
  /** The canonical address, or the mailbox for what is emailed to it. */
  readonly address?: string | undefined;
  /** A known device of the address. */
  readonly device?: string | undefined;
  /** The uid of a link that works. */
  readonly link?: string | undefined;
  readonly accountId?: string | undefined;
  /** What is known of a browser without a device cookie. */
  readonly browser?: string | undefined;
}

/** An attempt that is allowed and has been counted. */
interface Admission {
  readonly admitted: true;
  /**
   * How many attempts on the address are counted in its window, this one included; 0 where the address is not counted.
   */
  readonly addressCount: number;
  /** Reverts the count, for an attempt that was not evaluated. Never throws. */
  giveBack(): Promise<void>;
  /**
   * Waits for the work of the attempt. Reverts the count where it throws, because a queue is full or the database
   * unavailable.
   */
  during<Result>(work: Promise<Result>): Promise<Result>;
  /**
   * Reverts the count, and clears the counts of this client and of this device for this address. Counts of other
   * clients, of other operations and of the address stay. Otherwise a stranger would learn of the success. Never
   * throws.
   */
  succeed(): Promise<void>;
}

/** An attempt that is refused; nothing was written for it. */
interface LimitExceeded {
  readonly admitted: false;
  /** Whole seconds, at least 1. */
  readonly waitSeconds: number;
}

/** Counts attempts, in the product's own database, so that restarts and replicas share the counts. */
export interface Limiter {
  /**
   * Counts one attempt and decides whether it is allowed. Both are one statement, so parallel attempts cannot exceed
   * the limit. A refused attempt writes nothing, and for some seconds queries nothing either.
   */
  admit(
    /** The entity manager is created at first use; without limits none is needed. */
    scope: { readonly em: SqlEntityManager },
    operation: LimitedOperation,
    subject: LimitSubject,
  ): Promise<Admission | LimitExceeded>;
  /**
   * Clears the counts of one client and one device for one address, as a success of the operation does. Never throws.
   */
  clear(scope: { readonly em: SqlEntityManager }, operation: LimitedOperation, subject: LimitSubject): Promise<void>;
}

interface Bucket {
  readonly key: string;
  readonly attempts: number;
  readonly seconds: number;
  /** Whether a success clears it: it belongs to this client or device alone. */
  readonly own: boolean;
}

/** The limiter of RATE_LIMITS=on. With the secret, addresses and clients cannot be read or guessed from the keys. */
export function createLimiter(options: {
  readonly secret: string;
  readonly clock: Clock;
  /** Counts the emails of the whole installation; none where it is not bounded. */
  readonly mailBreaker?: MailBreaker | undefined;
  /** Clients of these networks are not counted as clients. Their addresses, and the pairs, are. */
  readonly exempt?: readonly Network[] | undefined;
  /** How many times the attempts of `client` are allowed; 1 unless given. */
  readonly clientFactor?: number | undefined;
}): Limiter {
  const { clock, mailBreaker, exempt = [], clientFactor = 1 } = options;
  const digest = (text: string) => limitDigest(options.secret, text);
  const clientFactorOf = ({ ipAddress }: LimitSubject) =>
    ipAddress !== undefined && isWithin(ipAddress, exempt) ? undefined : clientFactor;
  const refused = createRefusedBuckets();
  /** The buckets that a success clears. Those of the client too where the device is known: one beside it may be new. */
  const ownBucketsOf = (operation: LimitedOperation, subject: LimitSubject) => {
    const ofDevice = subject.device === undefined ? [] : bucketsOf(operation, subject, digest, undefined);
    const ofClient = bucketsOf(operation, { ...subject, device: undefined }, digest, undefined);
    return sorted([...ofDevice, ...ofClient].filter(({ own }) => own));
  };

  return {
    async admit(scope, operation, subject): Promise<Admission | LimitExceeded> {
      const buckets = bucketsOf(operation, subject, digest, clientFactorOf(subject));
      if (buckets.length === 0) return unlimited;
      const now = clock();
      const breaker = COUNTED_AS[operation] === 'mail' && subject.device === undefined ? mailBreaker : undefined;
      const refusing = buckets.filter(bucket => !isOfAllDevices(bucket));
      const known = refused.waitOf(refusing.map(memoryKey), now) ?? breaker?.waitSeconds(now);
      if (known !== undefined) return { admitted: false, waitSeconds: known };
      const asStranger = () => this.admit(scope, operation, { ...subject, device: undefined });
      if (refused.waitOf(buckets.filter(isOfAllDevices).map(memoryKey), now) !== undefined) return asStranger();

      const { em } = scope;
      const counted = await count(em, buckets, now);
      const full = overOf(buckets, counted ?? (await read(em, buckets)), now, counted ? 1 : 0);
      if (counted && full.length === 0) {
        breaker?.count(em, now);
        return admissionOf(
          counted.find(({ key }) => key.includes(':address:'))?.count ?? 0,
          () => lower(em, buckets, () => false),
          () => {
            const own = ownBucketsOf(operation, subject);
            refused.forget([...buckets, ...own].map(memoryKey));
            return lower(em, sorted([...buckets.filter(bucket => !bucket.own), ...own]), bucket => bucket.own);
          },
        );
      }
      // Parallel attempts were counted between the check and the count of this one.
      if (counted) await lower(em, buckets, () => false);
      for (const { bucket, resetsAt } of full) refused.remember(memoryKey(bucket), resetsAt, now);
      const refusedBy = full.filter(({ bucket }) => !isOfAllDevices(bucket));
      if (full.length > 0 && refusedBy.length === 0) return asStranger();
      const untilMs = Math.max(now.getTime(), ...refusedBy.map(({ resetsAt }) => resetsAt.getTime()));
      return { admitted: false, waitSeconds: secondsUntil(untilMs, now.getTime()) };
    },

    async clear({ em }, operation, subject) {
      const own = ownBucketsOf(operation, subject);
      refused.forget(own.map(memoryKey));
      await lower(em, own, () => true);
    },
  };
}

function admissionOf(addressCount: number, giveBack: () => Promise<void>, succeed: () => Promise<void>): Admission {
  return {
    admitted: true,
    addressCount,
    giveBack,
    succeed,
    async during(work) {
      try {
        return await work;
      } catch (error) {
        await giveBack();
        throw error;
      }
    },
  };
}

const nothing = async () => {};
const unlimited = admissionOf(0, nothing, nothing);

/** The limiter of RATE_LIMITS=off, for load tests. */
export const noLimits: Limiter = { admit: async () => unlimited, clear: nothing };

/** What stands in a key for a client, an address and so on. */
export function limitDigest(secret: string, text: string): string {
  return createHmac('sha256', secret).update(`limit:${text}`).digest('base64url');
}

/** Every bucket that an attempt is counted in. Keys are sorted, so that two statements lock rows in the same order. */
function bucketsOf(
  operation: LimitedOperation,
  subject: LimitSubject,
  digest: (text: string) => string,
  /** Undefined where the client is not counted as one. */
  clientFactor: number | undefined,
): readonly Bucket[] {
  const rules: ScopedRules = LIMITS[operation];
  const name = COUNTED_AS[operation] ?? operation;
  const bucketsOfDigest = (
    scope: LimitScope,
    subjectDigest: string,
    scopeRules: readonly Rule[] = [],
    factor = 1,
    own = false,
  ) =>
    scopeRules.map(({ attempts, seconds }) => ({
      key: `${name}:${scope}:${seconds}:${subjectDigest}`,
      attempts: Math.floor(attempts * factor),
      seconds,
      own,
    }));
  const buckets = (scope: LimitScope, counted: string, scopeRules?: readonly Rule[], factor = 1, own = false) =>
    bucketsOfDigest(scope, digest(counted), scopeRules, factor, own);
  // The digest of the client comes first, so that an operator can clear what counts a client (clearClients.ts).
  const pairs = (network: string, counted: string, scopeRules?: readonly Rule[], factor = 1, own = false) =>
    bucketsOfDigest('pair', `${digest(network)}.${digest(`${network} ${counted}`)}`, scopeRules, factor, own);
  const { address, device, link, accountId, browser } = subject;
  if (device !== undefined && rules.device)
    return sorted([
      ...buckets('device', device, rules.device, 1, true),
      ...(address === undefined ? [] : buckets('devices', address, rules.devices)),
    ]);
  if (link !== undefined && rules.link) return sorted(buckets('link', link, rules.link));

  const [client = '', ...wider] = clientNetworks(subject.ipAddress).toReversed();
  return sorted([
    ...(accountId === undefined ? [] : buckets('account', accountId, rules.account)),
    ...(browser === undefined ? [] : buckets('browser', browser, rules.browser)),
    ...(address === undefined ? [] : buckets('address', address, rules.address)),
    ...(clientFactor === undefined
      ? []
      : [client, ...wider].flatMap((network, level) =>
          buckets('client', network, rules.client, clientFactor * (WIDER.client[level - 1] ?? 1)),
        )),
    ...(address === undefined ? [] : pairs(client, address, rules.pair, 1, true)),
    // The longest window is enough for a wider network, and keeps the rows of an attempt few.
    ...(address === undefined ? [] : wider).flatMap((network, level) =>
      pairs(network, address ?? '', rules.pair?.slice(-1), WIDER.pair[level]),
    ),
  ]);
}

function sorted(buckets: readonly Bucket[]): readonly Bucket[] {
  return buckets.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

interface Counted {
  readonly key: string;
  readonly count: number;
  readonly resetsAt: Date;
}

/**
 * Adds one to every bucket, and restarts those whose window has ended. Writes nothing and returns undefined where one
 * of them is full. An empty window restarts too: its end would tell strangers when the owner signed in. The inner query
 * is a scalar, so that each database uses the primary key. As a join, SQLite would scan every live count.
 */
async function count(em: SqlEntityManager, buckets: readonly Bucket[], now: Date): Promise<Counted[] | undefined> {
  const rows = await boundStatement<CountedRow>(
    em,
    `with wanted (key, most, ends) as (
       values ${buckets.map(() => '(cast(? as varchar), cast(? as int), cast(? as timestamptz))').join(', ')}
     )
     insert into rate_limit as held (key, count, resets_at)
     select key, 1, ends from wanted
     where not exists (
       select 1 from wanted as w
       where (select r.count >= w.most and r.resets_at > ? from rate_limit as r where r.key = w.key)
     )
     order by key${byBytes(em)}
     on conflict (key) do update set
       count = case when held.resets_at <= ? then 1 else held.count + 1 end,
       resets_at = case when held.resets_at <= ? or held.count = 0 then excluded.resets_at else held.resets_at end
     returning key, count, resets_at`,
    [
      ...buckets.flatMap(({ key, attempts, seconds }): BoundValue[] => [
        key,
        attempts,
        new Date(now.getTime() + seconds * 1000),
      ]),
      now,
      now,
      now,
    ],
  );
  return rows.length > 0 ? rows.map(countedOf) : undefined;
}

async function read(em: SqlEntityManager, buckets: readonly Bucket[]): Promise<Counted[]> {
  const keys = buckets.map(({ key }) => key);
  const rows = await boundStatement<CountedRow>(
    em,
    `select key, count, resets_at from rate_limit where key in (${keys.map(() => '?').join(', ')})`,
    keys,
  );
  return rows.map(countedOf);
}

/** A bucket without room, and when its window ends. */
interface FullBucket {
  readonly bucket: Bucket;
  readonly resetsAt: Date;
}

/** The buckets that have no room for an attempt, of which so many are counted already. */
function overOf(
  buckets: readonly Bucket[],
  rows: readonly Counted[],
  now: Date,
  alreadyCounted: 0 | 1,
): readonly FullBucket[] {
  const byKey = new Map(rows.map(row => [row.key, row]));
  return buckets.flatMap(bucket => {
    const { count = 0, resetsAt = now } = byKey.get(bucket.key) ?? {};
    return resetsAt > now && count - alreadyCounted >= bucket.attempts ? [{ bucket, resetsAt }] : [];
  });
}

/** Where it is full, it refuses no one: a known device is counted as a stranger. */
function isOfAllDevices({ key }: Bucket): boolean {
  return key.includes(':devices:');
}

/** What is full for one operation may have room for another, which is allowed more attempts. */
function memoryKey({ key, attempts }: Bucket): string {
  return `${key}:${attempts}`;
}

/**
 * Subtracts one attempt from every bucket, and clears the given ones. It is a separate statement after the caller's
 * transaction, which must not lock rows that strangers write. A count that could not be reverted ends with its window.
 */
async function lower(
  em: SqlEntityManager,
  buckets: readonly Bucket[],
  isCleared: (bucket: Bucket) => boolean,
): Promise<void> {
  if (buckets.length === 0) return;
  const cleared = buckets.filter(isCleared).map(({ key }) => key);
  const keys = buckets.map(({ key }) => key);
  const placeholders = keys.map(() => '?').join(', ');
  const inOrder = isPostgresql(em)
    ? `(select key from rate_limit where key in (${placeholders}) order by key${byBytes(em)} for update)`
    : `(${placeholders})`;
  const lowered =
    cleared.length > 0
      ? `case when key in (${cleared.map(() => '?').join(', ')}) then 0 else count - 1 end`
      : 'count - 1';
  await boundStatement(em, `update rate_limit set count = ${lowered} where count > 0 and key in ${inOrder}`, [
    ...cleared,
    ...keys,
  ]).catch(() => undefined);
}

/**
 * PostgreSQL locks the rows of each statement in this order, in a database of any language: in two orders, two
 * statements can wait for each other. SQLite sorts by bytes, and has one writer.
 */
function byBytes(em: SqlEntityManager): string {
  return isPostgresql(em) ? ' collate "C"' : '';
}

/** SQLite keeps times as milliseconds, PostgreSQL gives dates. */
interface CountedRow {
  readonly key: string;
  readonly count: number;
  readonly resets_at: number | string | Date;
}

function countedOf({ key, count: counted, resets_at }: CountedRow): Counted {
  return { key, count: counted, resetsAt: new Date(resets_at) };
}
