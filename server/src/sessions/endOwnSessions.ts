import { recordEvent } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import type { LiveSession } from './currentSession.ts';
import { endAllSessions } from './endSessions.ts';
import { Session } from './session.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Ends one of the caller's own sessions, or every other one when no id is given. False where the id names none of the
 * caller's. One event is recorded, however many sessions end.
 */
export async function endOwnSessions(
  scope: Pick<Scope, 'em' | 'clock' | 'caller' | 'log' | 'tellProduct' | 'wakeWorkers'>,
  live: LiveSession,
  id?: string | null,
): Promise<boolean> {
  if (id != null && !UUID.test(id)) return false;
  const accountId = live.account.id;
  const ended = await scope.em.transactional(async em => {
    const count =
      id == null
        ? await endAllSessions(em, accountId, live.session.id)
        : await em.nativeDelete(Session, { id, account: accountId });
    if (count === 0) return false;
    await recordEvent(em, scope.log, { accountId, kind: 'SESSION_ENDED', at: scope.clock(), caller: scope.caller });
    await scope.tellProduct(em, 'sessions.ended', live.account);
    return true;
  });
  if (ended) scope.wakeWorkers();
  return id == null || ended;
}
