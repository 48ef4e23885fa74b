import { recordEvent } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import { currentSession, type SessionToken } from './currentSession.ts';
import { Session } from './session.ts';

/** Ends the session of a cookie; nothing happens where there is none. */
export async function logout(
  scope: Pick<Scope, 'em' | 'clock' | 'caller' | 'settings' | 'log'>,
  token: SessionToken | undefined,
): Promise<void> {
  const now = scope.clock();
  const live = await currentSession(scope.em, token, { timeouts: scope.settings.sessionTimeouts, now });
  if (!live) return;
  await scope.em.transactional(async em => {
    if ((await em.nativeDelete(Session, { id: live.session.id })) === 0) return;
    await recordEvent(em, scope.log, { accountId: live.account.id, kind: 'LOGGED_OUT', at: now, caller: scope.caller });
  });
}
