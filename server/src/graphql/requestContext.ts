import type { Scope } from '../accounts/scope.ts';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import type { Messages } from '../messages/messages.ts';
import type { LiveSession, SessionToken } from '../sessions/currentSession.ts';

/** The context of resolvers: the scope of the use cases, and the caller's cookie, language and response. */
export interface RequestContext extends Scope {
  /** Messages in the caller's language. */
  readonly messages: Messages;
  /** From the cookie, or of the session that this request has started. */
  sessionToken: SessionToken | undefined;
  /** The caller's session; looked up once for the request. */
  currentSession(): Promise<LiveSession | undefined>;
  setSessionCookie(token: SessionToken): void;
  /** Makes the browser a known device of the address. */
  rememberDevice(address: CanonicalEmail): void;
  clearSessionCookie(): void;
  /** Sets the Retry-After header, in whole seconds. */
  setRetryAfter(seconds: number): void;
}
