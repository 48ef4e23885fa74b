import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { Account } from '../accounts/account.ts';
import { Session } from './session.ts';

/**
 * Locks an account in the caller's transaction and tells whether a session of it still lives. A check of a password takes
 * seconds on a busy server, and the owner may end the session meanwhile. All that end sessions lock the account first,
 * so the answer holds until the transaction ends.
 */
export async function holdSession(em: SqlEntityManager, accountId: string, sessionId: string): Promise<boolean> {
  await em.findOne(Account, { id: accountId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  return sessionLives(em, sessionId);
}

/** Whether a session has not been ended. A session that has timed out lives until it is purged. */
export async function sessionLives(em: SqlEntityManager, sessionId: string): Promise<boolean> {
  return (await em.count(Session, { id: sessionId })) > 0;
}
