import type { Scope } from '../accounts/scope.ts';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import type { Messages } from '../messages/messages.ts';
import type { LiveSession, SessionToken } from '../sessions/currentSession.ts';

/** What resolvers are given: the scope of the use cases, and the one caller's cookie, language and response. */
export interface RequestContext extends Scope {
  /** Words in the caller's language. */
  readonly messages: Messages;
  /** From the cookie, or of the session that this request has just started. */
  sessionToken: SessionToken | undefined;
  /** Who is signed in; looked up once for the request. */
  currentSession(): Promise<LiveSession | undefined>;
  setSessionCookie(token: SessionToken): void;
  /** Makes the browser a known device of the address. */
  rememberDevice(address: CanonicalEmail): void;
  clearSessionCookie(): void;
  /** Sets the Retry-After header, in whole seconds. */
  setRetryAfter(seconds: number): void;
}
