import type { Scope } from '../accounts/scope.ts';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import type { Messages } from '../messages/messages.ts';
import type { LiveSession, SessionToken } from '../sessions/currentSession.ts';

/** The context of resolvers: the scope of the use cases, and the caller's session, language and response. */
export interface RequestContext extends Scope {
  /** Messages in the caller's language. */
  readonly messages: Messages;
  /** From the cookie or the bearer, or of the session that this request has started. */
  sessionToken: SessionToken | undefined;
  /** The caller's session; looked up once for the request. */
  currentSession(): Promise<LiveSession | undefined>;
  /** The session that a sign-in replaces: the one of the cookie, or of the bearer, in whose place the new one goes. */
  readonly replacedSession: SessionToken | undefined;
  /**
   * Gives a new session to the caller: in the cookie, with the browser as a known device of the address; or in a header,
   * without any cookie, for a program that asks for that.
   */
  startSession(token: SessionToken, address: CanonicalEmail): void;
  /** Makes the browser a known device of the address. */
  rememberDevice(address: CanonicalEmail): void;
  /** The session has ended: its cookie goes too. */
  forgetSession(): void;
  /** Sets the Retry-After header, in whole seconds. */
  setRetryAfter(seconds: number): void;
}
