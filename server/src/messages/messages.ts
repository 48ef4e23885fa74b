import type { AddressFault } from '../domain/emailAddress.ts';
import type { LinkStatus } from '../links/linkStatus.ts';
import type { PasswordRule } from '../passwords/passwordPolicy.ts';

/** In seconds. For longer waits the message suggests a reset instead. */
export const DAY = 24 * 60 * 60;

/** Why a browser gets an error page instead of what it asked for. */
export type ErrorPageKind =
  | 'BAD_REQUEST'
  | 'TOO_LONG'
  | 'TOO_MANY_COOKIES'
  | 'TOO_MANY_REQUESTS'
  | 'WRONG_METHOD'
  | 'UNAVAILABLE'
  | 'FAILED';

/** The sentences of the API in one language, to be shown unchanged. */
export interface Messages extends Readonly<Record<AddressFault, string>> {
  readonly passwordResetRequested: string;
  readonly passwordResetComplete: string;
  readonly passwordResetRevoked: string;
  readonly registrationStarted: string;
  readonly registrationComplete: string;
  readonly registrationByInvitation: string;
  readonly registrationClosed: string;
  readonly registrationLinkSpent: string;
  readonly passwordChanged: string;
  readonly emailChangeRequested: string;
  readonly emailChanged: string;
  readonly emailChangeReverted: string;
  readonly accountDeleted: string;
  readonly accountDeletionDisabled: string;
  readonly invalidCredentials: string;
  readonly currentPasswordWrong: string;
  readonly notSignedIn: string;
  readonly invalidLink: Readonly<Record<Exclude<LinkStatus, 'VALID'>, string>>;
  readonly passwordRejected: string;
  readonly brokenRule: Readonly<Record<PasswordRule, (limits: { minLength: number; maxLength: number }) => string>>;
  /** Each page of an error, with the label of the link that leads away from it. */
  readonly errorPage: { readonly home: string } & Readonly<
    Record<ErrorPageKind, { readonly heading: string; readonly advice: string }>
  >;
  /** Whole seconds, at least 1. */
  readonly tooManyRequests: (retryAfterSeconds: number) => string;
}
