import { randomBytes, randomUUID } from 'node:crypto';
import type { EntityData } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { Account } from '../accounts/account.ts';
import { type InvalidCredentials, type TooManyRequests, tooManyRequests } from '../accounts/outcomes.ts';
import { recordEvent, recordFailedLogin } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import { type CanonicalEmail, canonicalEmail, parseEmailAddress } from '../domain/emailAddress.ts';
import type { PasswordHash } from '../passwords/passwordHash.ts';
import { boundStatement, plainEntity } from '../sql/boundStatement.ts';
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
  const { caller, limiter } = scope;
  const email = parseEmailAddress(typedEmail);
  const address = email && canonicalEmail(email);
  const wait = await limiter.attempt(scope, 'login', { ipAddress: caller.ipAddress, ...(address && { address }) });
  if (wait !== undefined) return tooManyRequests(wait);

  return enter(scope, address, password, replacing);
}

/** Checks the password and starts the session: signing in, once it is allowed to be tried. */
async function enter(
  scope: Scope,
  address: CanonicalEmail | undefined,
  password: string,
  replacing: SessionToken | undefined,
): Promise<LoggedIn | InvalidCredentials> {
  const { caller, limiter } = scope;
  // As a row, and made an account only after success: making objects takes time, which would tell a known address from an unknown one.
  const row = address ? await rowOf(scope.em, address) : undefined;
  const { matches, outdated } = await scope.hasher.verify(password, row?.password_hash);
  const now = scope.clock();
  if (!row || !matches || row.disabled) {
    // Written down whether or not there is an account, so that a known address costs nothing more than an unknown one.
    await recordFailedLogin(scope.em, scope.log, { accountId: row?.id, at: now, caller });
    return REFUSED;
  }
  const account = { ...plainEntity(scope.em, Account, row), lastLoginAt: now };

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
      userAgent: caller.userAgent ?? null,
      ipAddress: caller.ipAddress ?? null,
    });
    await limiter.clear(em, account.canonicalEmail);
    await recordEvent(em, scope.log, { accountId: account.id, kind: 'LOGGED_IN', at: now, caller });
    return true;
  });
  // Another sign-in has rewritten the same imported hash meanwhile: what is stored now is current, so this goes round once more at most.
  if (!started) return outdated ? enter(scope, address, password, replacing) : REFUSED;
  return { outcome: 'LoggedIn', account, token };
}

/** The columns that are judged, under their own names; SQLite keeps booleans as 0 and 1. */
type AccountRow = EntityData<Account> & {
  readonly id: string;
  readonly password_hash: PasswordHash | null;
};

async function rowOf(em: SqlEntityManager, address: CanonicalEmail): Promise<AccountRow | undefined> {
  const [row] = await boundStatement<AccountRow>(em, 'select * from account where canonical_email = ?', [address]);
  return row;
}
