import { hash } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/sql';
import DataLoader from 'dataloader';
import { Account } from '../accounts/account.ts';
import type { SessionTimeouts } from '../accounts/settings.ts';
import type { Clock } from '../domain/clock.ts';
import { boundStatement, plainEntity } from '../sql/boundStatement.ts';
import { isDatabaseAway } from '../sql/isDatabaseAway.ts';
import { Session } from './session.ts';

/** The value of a session cookie: 256 random bits in base64url. */
export type SessionToken = string & { readonly __brand: 'SessionToken' };

/** A session that is alive, with its account. */
export interface LiveSession {
  readonly session: Pick<Session, 'id'>;
  readonly account: Account;
}

/**
 * Finds the live session of a token, with its account; undefined for a session that ended, timed out, or whose account
 * is disabled.
 */
export type SessionLookup = (token: SessionToken | undefined) => Promise<LiveSession | undefined>;

/**
 * `lastSeenAt` is written at most this often, so that reading a page is not a write: once a minute, these writes would
 * be most of what a large installation writes (docs/scale.md). With a short idle timeout it is written more often.
 */
const SEEN_EVERY_MS = 10 * 60_000;
const SEEN_PER_IDLE_TIMEOUT = 20;

/** A statement looks up at most so many sessions. */
const MOST_AT_ONCE = 100;

/** The text that {@link Session.tokenHash} holds for a cookie's value. */
export function hashSessionToken(token: SessionToken): string {
  return hash('sha256', token, 'base64url');
}

/** Parses a cookie's value as a session token. Undefined for any text that we would not have set. */
export function parseSessionToken(cookie: string | undefined): SessionToken | undefined {
  return cookie !== undefined && /^[A-Za-z0-9_-]{43}$/.test(cookie) ? (cookie as SessionToken) : undefined;
}

/** The condition of a live session. */
export function aliveAt(now: Date, timeouts: SessionTimeouts) {
  return {
    createdAt: { $gt: new Date(now.getTime() - timeouts.absoluteSeconds * 1000) },
    lastSeenAt: { $gt: new Date(now.getTime() - timeouts.idleSeconds * 1000) },
  };
}

/**
 * Makes the look-up of sessions. Those that are looked up in one turn of the event loop share a statement, whose way to
 * the database costs more than its rows (figures in docs/decisions/0012-speed.md). Nothing is kept for later: the next
 * request no longer knows a session that has ended meanwhile.
 */
export function sessionLookup(
  em: SqlEntityManager,
  options: { readonly timeouts: SessionTimeouts; readonly clock: Clock },
): SessionLookup {
  const { timeouts, clock } = options;
  const lookups = new DataLoader<SessionToken, LiveSession | undefined>(
    tokens => liveSessions(em, tokens, { timeouts, now: clock() }),
    { cache: false, maxBatchSize: MOST_AT_ONCE, batchScheduleFn: setImmediate },
  );
  return async token => (token === undefined ? undefined : lookups.load(token));
}

async function liveSessions(
  em: SqlEntityManager,
  tokens: readonly SessionToken[],
  { timeouts, now }: { readonly timeouts: SessionTimeouts; readonly now: Date },
): Promise<Array<LiveSession | undefined>> {
  const { createdAt, lastSeenAt } = aliveAt(now, timeouts);
  const hashes = tokens.map(hashSessionToken);
  const rows = await boundStatement<Row>(
    em,
    `select account.*, session.id as session_id, session.token_hash, session.last_seen_at as session_last_seen_at
  from session join account on account.id = session.account_id
  where session.token_hash in (${hashes.map(() => '?').join(', ')})
    and account.disabled = ? and session.created_at > ? and session.last_seen_at > ?`,
    [...hashes, false, createdAt.$gt, lastSeenAt.$gt],
  );
  const seenEveryMs = Math.min(SEEN_EVERY_MS, (timeouts.idleSeconds * 1000) / SEEN_PER_IDLE_TIMEOUT);
  const seenBefore = new Date(now.getTime() - seenEveryMs);
  const unrecorded = rows.filter(row => new Date(row.session_last_seen_at) <= seenBefore);
  // Each on its own: replicas that lock several rows in different orders would wait for each other.
  await Promise.all(unrecorded.map(row => recordSeen(em, row.session_id, seenBefore, now)));
  const byHash = new Map(rows.map(row => [row.token_hash, row]));
  return hashes.map(tokenHash => {
    const row = byHash.get(tokenHash);
    return row && { session: { id: row.session_id }, account: plainEntity(em, Account, row) };
  });
}

/**
 * Parallel requests write once. A database that can be read and not written, such as a full one, still tells who is
 * calling; the session then ends earlier, for want of a recorded use.
 */
async function recordSeen(em: SqlEntityManager, id: string, before: Date, now: Date): Promise<void> {
  try {
    await em.fork().nativeUpdate(Session, { id, lastSeenAt: { $lte: before } }, { lastSeenAt: now });
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
  }
}

interface Row {
  readonly session_id: string;
  readonly token_hash: string;
  readonly session_last_seen_at: number | string | Date;
}
