import { recordEvent } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import type { LiveSession } from './currentSession.ts';
import { holdSession } from './holdSession.ts';
import { Session } from './session.ts';

/** Ends the caller's session; nothing happens where it has ended meanwhile. */
export async function logout(
  scope: Pick<Scope, 'em' | 'clock' | 'caller' | 'log'>,
  { account, session }: LiveSession,
): Promise<void> {
  const { caller, log } = scope;
  await scope.em.transactional(async em => {
    if (!(await holdSession(em, account.id, session.id))) return;
    await em.nativeDelete(Session, { id: session.id });
    await recordEvent(em, log, { accountId: account.id, kind: 'LOGGED_OUT', at: scope.clock(), caller });
  });
}
