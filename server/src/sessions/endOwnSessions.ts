import { recordEvent } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import { isUuid } from '../domain/isUuid.ts';
import type { LiveSession } from './currentSession.ts';
import { endSessions } from './endSessions.ts';
import { holdSession } from './holdSession.ts';

/**
 * Ends one of the caller's own sessions, or every other one when no id is given. False where the id names none of the
 * caller's, or where the caller's own has ended meanwhile. One event is recorded, however many sessions end.
 */
export async function endOwnSessions(
  scope: Pick<Scope, 'em' | 'clock' | 'caller' | 'log' | 'tellProduct' | 'wakeWebhookWorker'>,
  live: LiveSession,
  id?: string | null,
): Promise<boolean> {
  if (id != null && !isUuid(id)) return false;
  const { account, session } = live;
  const ended = await scope.em.transactional(async em => {
    // The account first, as wherever the product is told of a change: the order of what it is told is that of the lock.
    if (!(await holdSession(em, account.id, session.id))) return false;
    const which = id == null ? { except: session.id } : { only: id };
    if ((await endSessions(em, scope, account, which)) === 0) return id == null;
    const { caller, clock, log } = scope;
    await recordEvent(em, log, { accountId: account.id, kind: 'SESSION_ENDED', at: clock(), caller });
    return true;
  });
  if (ended) scope.wakeWebhookWorker();
  return ended;
}
