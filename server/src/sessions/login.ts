import { randomBytes, randomUUID } from 'node:crypto';
import type { EntityData } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { Account } from '../accounts/account.ts';
import { hashingTurnOf } from '../accounts/hashingTurn.ts';
import { hasOutstandingLink } from '../accounts/hasOutstandingLink.ts';
import { limitSubject } from '../accounts/limitSubject.ts';
import { type InvalidCredentials, type TooManyRequests, tooManyRequests } from '../accounts/outcomes.ts';
import { recordEvent, recordFailedLogin } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import { type CanonicalEmail, canonicalEmail, parseEmailAddress } from '../domain/emailAddress.ts';
import { HashingQueueFull, HashingTimedOut } from '../passwords/hashingPool.ts';
import type { HashingTurn } from '../passwords/hashingTurn.ts';
import type { PasswordHash } from '../passwords/passwordHash.ts';
import { boundStatement, plainEntity } from '../sql/boundStatement.ts';
import { hashSessionToken, type SessionToken } from './currentSession.ts';
import { endOldestSessions } from './endSessions.ts';
import { noteNewDevice } from './noteNewDevice.ts';
import { Session } from './session.ts';

/** Signed in: the token is for the cookie and is kept nowhere else. */
export interface LoggedIn {
  readonly outcome: 'LoggedIn';
  readonly account: Account;
  readonly token: SessionToken;
}

const REFUSED: InvalidCredentials = { outcome: 'InvalidCredentials' };

/** After so many failed sign-ins of strangers at one address in three days, its owner gets an email. */
const BURST = 20;

/**
 * Starts a session. An unknown address, a wrong password, a disabled account and one without a password are refused
 * alike, after the same time. The attempt is counted before the check, so parallel guesses cannot exceed the limit; a
 * success reverts the count. `replacing` is the session that the browser had before: it ends, so that no session
 * outlives its cookie. Throws HashingQueueFull or HashingTimedOut, which count as no attempt.
 */
export async function login(
  scope: Scope,
  typedEmail: string,
  password: string,
  replacing?: SessionToken,
): Promise<LoggedIn | InvalidCredentials | TooManyRequests> {
  const email = parseEmailAddress(typedEmail);
  const address = email && canonicalEmail(email);
  const subject = limitSubject(scope, address);
  const admission = await scope.limiter.admit(scope, 'login', subject);
  if (!admission.admitted) return tooManyRequests(admission.waitSeconds);

  const result = await admission.during(enter(scope, address, password, subject.device, replacing));
  if (result.outcome === 'LoggedIn') await admission.succeed();
  else if (address && admission.addressCount >= BURST) await warnOwner(scope, address);
  return result;
}

/** Checks the password and starts the session, after the limits allow it. */
async function enter(
  scope: Scope,
  address: CanonicalEmail | undefined,
  password: string,
  /** The known device of the address that the browser is. */
  device: string | undefined,
  replacing: SessionToken | undefined,
): Promise<LoggedIn | InvalidCredentials> {
  const { caller } = scope;
  const turn = hashingTurnOf(caller, device);
  // Read as a row, and made an entity only after success. Creating entities takes time, which would reveal a known
  // address.
  const row = address ? await rowOf(scope.em, address) : undefined;
  // A disabled account is refused as if it had no password: a right one must not show in the time either.
  const { matches, outdated } = await scope.hasher.verify(password, row?.disabled ? null : row?.password_hash, turn);
  const now = scope.clock();
  if (!row || !matches) {
    // Recorded whether or not there is an account, so that a known address costs nothing more than an unknown one.
    await recordFailedLogin(scope, { accountId: row?.id, address, at: now, caller });
    return REFUSED;
  }
  const account = plainEntity(scope.em, Account, row);

  // Not while a mailed link is bound to the old hash: no sign-in may spend a link. A later one rehashes.
  const rewritten =
    outdated && !(await hasOutstandingLink(scope.em, scope, account)) ? await rehash(scope, password, turn) : {};
  const token = randomBytes(32).toString('base64url') as SessionToken;
  const started = await scope.em.transactional(async em => {
    // Only where the checked password is still stored: a concurrent reset or disabling wins.
    const checked = { id: account.id, passwordHash: account.passwordHash, disabled: false };
    // Asked again, since the hashing took its time.
    const spendsLink = rewritten.passwordHash !== undefined && (await hasOutstandingLink(em, scope, account));
    const seen = { lastLoginAt: now, language: caller.language, ...(!spendsLink && rewritten) };
    if ((await em.nativeUpdate(Account, checked, seen)) === 0) return undefined;
    if (replacing) await em.nativeDelete(Session, { tokenHash: hashSessionToken(replacing) });
    const id = randomUUID();
    await em.insert(Session, {
      id,
      tokenHash: hashSessionToken(token),
      account: account.id,
      createdAt: now,
      lastSeenAt: now,
      userAgent: caller.userAgent ?? null,
      ipAddress: caller.ipAddress ?? null,
    });
    await endOldestSessions(em, account.id, id);
    await recordEvent(em, scope.log, { accountId: account.id, kind: 'LOGGED_IN', at: now, caller });
    return { noted: await noteNewDevice(scope, em, { account, device, at: now }) };
  });
  // A concurrent sign-in has rewritten the same imported hash. The stored hash is now current, so this repeats once at
  // most.
  if (!started) return outdated ? enter(scope, address, password, device, replacing) : REFUSED;
  if (started.noted) scope.wakeWorkers();
  return { outcome: 'LoggedIn', account: { ...account, lastLoginAt: now }, token };
}

/**
 * The hash of the current scheme and cost. Where the queue is full, the sign-in succeeds without it, and the next one
 * rehashes.
 */
async function rehash(
  { hasher }: Pick<Scope, 'hasher'>,
  password: string,
  turn: HashingTurn,
): Promise<{ readonly passwordHash?: PasswordHash }> {
  try {
    return { passwordHash: await hasher.hash(password, turn) };
  } catch (error) {
    if (error instanceof HashingQueueFull || error instanceof HashingTimedOut) return {};
    throw error;
  }
}

/**
 * Queues an email about the failed sign-ins, at most one a day for each address: failures at another +tag must not use
 * it up. The mail worker looks up whether the address has an account.
 */
async function warnOwner(scope: Scope, address: CanonicalEmail): Promise<void> {
  const { caller } = scope;
  const admission = await scope.limiter.admit(scope, 'failedSignInsMail', { address });
  if (!admission.admitted) return;
  await scope.enqueueMail({ kind: 'failed-sign-ins', address, language: caller.language, caller });
}

/** The columns of the check, under their own names; SQLite stores booleans as 0 and 1. */
type AccountRow = EntityData<Account> & {
  readonly id: string;
  readonly password_hash: PasswordHash | null;
};

async function rowOf(em: SqlEntityManager, address: CanonicalEmail): Promise<AccountRow | undefined> {
  const [row] = await boundStatement<AccountRow>(em, 'select * from account where canonical_email = ?', [address]);
  return row;
}
