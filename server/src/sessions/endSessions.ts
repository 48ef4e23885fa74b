import type { SqlEntityManager } from '@mikro-orm/sql';
import { Session } from './session.ts';

/** Ends every session of an account, or all but one, within the caller's transaction. Returns how many ended. */
export function endAllSessions(em: SqlEntityManager, accountId: string, exceptSessionId?: string): Promise<number> {
  return em.nativeDelete(Session, {
    account: accountId,
    ...(exceptSessionId === undefined ? {} : { id: { $ne: exceptSessionId } }),
  });
}
