import { hash } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { Account } from '../accounts/account.ts';
import type { SessionTimeouts } from '../accounts/settings.ts';
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
 * `lastSeenAt` is written at most this often, so that reading a page is not a write: once a minute, these writes would
 * be most of what a large installation writes (docs/scale.md). With a short idle timeout it is written more often.
 */
const SEEN_EVERY_MS = 10 * 60_000;
const SEEN_PER_IDLE_TIMEOUT = 20;

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
 * The live session of a cookie, its account loaded; undefined for a session that ended, timed out, or whose account is
 * disabled.
 */
export async function currentSession(
  em: SqlEntityManager,
  token: SessionToken | undefined,
  options: { readonly timeouts: SessionTimeouts; readonly now: Date },
): Promise<LiveSession | undefined> {
  if (token === undefined) return undefined;
  const { createdAt, lastSeenAt } = aliveAt(options.now, options.timeouts);
  const [row] = await boundStatement<Row>(em, LIVE_SESSION, [
    hashSessionToken(token),
    false,
    createdAt.$gt,
    lastSeenAt.$gt,
  ]);
  if (!row) return undefined;
  const session = { id: row.session_id };
  const seenEveryMs = Math.min(SEEN_EVERY_MS, (options.timeouts.idleSeconds * 1000) / SEEN_PER_IDLE_TIMEOUT);
  const seenBefore = new Date(options.now.getTime() - seenEveryMs);
  if (new Date(row.session_last_seen_at) <= seenBefore) await recordSeen(em, session.id, seenBefore, options.now);
  return { session, account: plainEntity(em, Account, row) };
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

const LIVE_SESSION = `select account.*, session.id as session_id, session.last_seen_at as session_last_seen_at
  from session join account on account.id = session.account_id
  where session.token_hash = ? and account.disabled = ? and session.created_at > ? and session.last_seen_at > ?`;

interface Row {
  readonly session_id: string;
  readonly session_last_seen_at: number | string | Date;
}
