import { createHash } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Account } from '../accounts/account.ts';
import { Session } from './session.ts';

/** The value of a session cookie: 256 random bits in base64url. */
export type SessionToken = string & { readonly __brand: 'SessionToken' };

/** How long sessions live, in seconds. */
export interface SessionTimeouts {
  /** Counted from sign-in, whatever happens. */
  readonly absoluteSeconds: number;
  /** Counted from the last request. */
  readonly idleSeconds: number;
}

/** A session that is alive, with its account. */
export interface LiveSession {
  readonly session: Session;
  readonly account: Account;
}

/** `lastSeenAt` is written at most this often, so that reading a page is not a write; and more often where sessions idle out sooner. */
const SEEN_EVERY_MS = 60_000;
const SEEN_PER_IDLE_TIMEOUT = 20;

/** The text that {@link Session.tokenHash} holds for a cookie's value. */
export function hashSessionToken(token: SessionToken): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Takes a cookie's value for a session token. Undefined, that is nobody, for anything that we would not have set. */
export function parseSessionToken(cookie: string | undefined): SessionToken | undefined {
  return cookie !== undefined && /^[A-Za-z0-9_-]{43}$/.test(cookie) ? (cookie as SessionToken) : undefined;
}

/** What a session must still satisfy to be alive at this moment. */
export function aliveAt(now: Date, timeouts: SessionTimeouts) {
  return {
    createdAt: { $gt: new Date(now.getTime() - timeouts.absoluteSeconds * 1000) },
    lastSeenAt: { $gt: new Date(now.getTime() - timeouts.idleSeconds * 1000) },
  };
}

/** The live session of a cookie, its account loaded; undefined for a session that ended, timed out, or whose account is disabled. */
export async function currentSession(
  em: SqlEntityManager,
  token: SessionToken | undefined,
  options: { readonly timeouts: SessionTimeouts; readonly now: Date },
): Promise<LiveSession | undefined> {
  if (token === undefined) return undefined;
  const session = await em.findOne(
    Session,
    { tokenHash: hashSessionToken(token), account: { disabled: false }, ...aliveAt(options.now, options.timeouts) },
    { populate: ['account'], strategy: 'joined' },
  );
  if (!session) return undefined;
  const seenEveryMs = Math.min(SEEN_EVERY_MS, (options.timeouts.idleSeconds * 1000) / SEEN_PER_IDLE_TIMEOUT);
  if (options.now.getTime() - session.lastSeenAt.getTime() >= seenEveryMs) {
    await em.nativeUpdate(Session, { id: session.id }, { lastSeenAt: options.now });
  }
  return { session, account: session.account.getEntity() };
}
