import type { SqlEntityManager } from '@mikro-orm/sql';
import { boundStatement } from '../sql/boundStatement.ts';
import { Session } from './session.ts';

/** Ends every session of an account, or all but one, within the caller's transaction. Returns how many ended. */
export function endAllSessions(em: SqlEntityManager, accountId: string, exceptSessionId?: string): Promise<number> {
  return em.nativeDelete(Session, {
    account: accountId,
    ...(exceptSessionId === undefined ? {} : { id: { $ne: exceptSessionId } }),
  });
}

/** More than a person has browsers. */
export const MOST_SESSIONS = 100;

/** Beyond this many the rest ends at the next sign-in, so that no sign-in has much to do. */
const MOST_ENDED_AT_ONCE = 1_000;

/**
 * Ends the sessions beyond {@link MOST_SESSIONS} that were seen longest ago, for one that has just started. Without a
 * bound, a person who signs in for hours makes a list and a reset that take seconds, in which no one else is answered.
 */
export async function endOldestSessions(em: SqlEntityManager, accountId: string, startedId: string): Promise<void> {
  await boundStatement(
    em,
    `delete from session where id in (
       select id from session where account_id = ? and id <> ?
       order by last_seen_at desc, created_at desc limit ? offset ?
     )`,
    [accountId, startedId, MOST_ENDED_AT_ONCE, MOST_SESSIONS - 1],
  );
}
