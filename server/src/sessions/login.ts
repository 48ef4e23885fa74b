import { randomBytes, randomUUID } from 'node:crypto';
import { Account } from '../accounts/account.ts';
import { recordEvent } from '../accounts/recordEvent.ts';
import { canonicalEmail, parseEmailAddress } from '../emailAddress.ts';
import { type InvalidCredentials, type TooManyRequests, tooManyRequests } from '../outcomes.ts';
import type { Scope } from '../scope.ts';
import { hashSessionToken, type SessionToken } from './currentSession.ts';
import { Session } from './session.ts';

/** Signed in: the token is for the cookie and is kept nowhere else. */
export type LoggedIn = { readonly outcome: 'LoggedIn'; readonly account: Account; readonly token: SessionToken };

const REFUSED: InvalidCredentials = { outcome: 'InvalidCredentials' };

/**
 * Starts a session. An unknown address, a wrong password, a disabled account and one without a password are refused alike, after the time of
 * one hash. The attempt is counted before it is judged, so parallel guesses cannot outrun the limit; success clears the count.
 * `replacing` is the session that the browser had before: it ends, so that no session outlives its cookie.
 * Throws LanesFull when too much hashing waits already.
 */
export async function login(
  scope: Scope,
  typedEmail: string,
  password: string,
  replacing?: SessionToken,
): Promise<LoggedIn | InvalidCredentials | TooManyRequests> {
  const { client, limiter } = scope;
  const email = parseEmailAddress(typedEmail);
  const address = email && canonicalEmail(email);
  const wait = await limiter.attempt(scope.em, 'login', { ipAddress: client.ipAddress, ...(address && { address }) });
  if (wait !== undefined) return tooManyRequests(wait);

  const account = address ? await scope.em.findOne(Account, { canonicalEmail: address }) : null;
  const { matches, outdated } = await scope.hasher.verify(password, account?.passwordHash);
  const now = scope.clock();
  if (!account || !matches || account.disabled) {
    // Written down whether or not there is an account, so that a known address costs nothing more than an unknown one.
    await recordEvent(scope.em, scope.log, { accountId: account?.id, kind: 'LOGIN_FAILED', at: now, client });
    return REFUSED;
  }

  const rewritten = outdated ? { passwordHash: await scope.hasher.hash(password) } : {};
  const token = randomBytes(32).toString('base64url') as SessionToken;
  const started = await scope.em.transactional(async em => {
    // Only where the password is still the one that was checked: a reset or a disabling that came between wins.
    const judged = { id: account.id, passwordHash: account.passwordHash, disabled: false };
    if ((await em.nativeUpdate(Account, judged, { lastLoginAt: now, ...rewritten })) === 0) return false;
    if (replacing) await em.nativeDelete(Session, { tokenHash: hashSessionToken(replacing) });
    await em.insert(Session, {
      id: randomUUID(),
      tokenHash: hashSessionToken(token),
      account: account.id,
      createdAt: now,
      lastSeenAt: now,
      userAgent: client.userAgent ?? null,
      ipAddress: client.ipAddress ?? null,
    });
    await limiter.clear(em, account.canonicalEmail);
    await recordEvent(em, scope.log, { accountId: account.id, kind: 'LOGGED_IN', at: now, client });
    return true;
  });
  if (!started) return REFUSED;
  account.lastLoginAt = now;
  return { outcome: 'LoggedIn', account, token };
}
