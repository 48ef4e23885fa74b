import type { AddressFault } from '../domain/emailAddress.ts';
import type { LinkStatus } from '../links/linkStatus.ts';
import type { PasswordRule } from '../passwords/passwordPolicy.ts';

/** In seconds. For longer waits the message suggests a reset instead. */
export const DAY = 24 * 60 * 60;

/** The sentences of the API in one language, to be shown unchanged. */
export interface Messages extends Readonly<Record<AddressFault, string>> {
  readonly passwordResetRequested: string;
  readonly passwordResetComplete: string;
  readonly passwordResetRevoked: string;
  readonly registrationStarted: string;
  readonly registrationComplete: string;
  readonly passwordChanged: string;
  readonly invalidCredentials: string;
  readonly currentPasswordWrong: string;
  readonly notSignedIn: string;
  readonly invalidLink: Readonly<Record<Exclude<LinkStatus, 'VALID'>, string>>;
  readonly passwordRejected: string;
  readonly brokenRule: Readonly<Record<PasswordRule, (limits: { minLength: number; maxLength: number }) => string>>;
  /** Whole seconds, at least 1. */
  readonly tooManyRequests: (retryAfterSeconds: number) => string;
}
