import type { AddressFault, EmailAddress } from '../domain/emailAddress.ts';
import type { LinkStatus } from '../links/linkStatus.ts';
import type { PasswordRule } from '../passwords/passwordPolicy.ts';
import type { RegistrationMode } from './settings.ts';

// Outcomes that several use cases share. They are returned and never thrown.

/** A text that is not an address, and why. */
export interface InvalidEmail {
  readonly outcome: 'InvalidEmail';
  readonly fault: AddressFault;
}

/** Wrong address or password, or an account that may not sign in. The caller is not told which. */
export interface InvalidCredentials {
  readonly outcome: 'InvalidCredentials';
}

/** A link that does not work, and why. */
export interface InvalidLink {
  readonly outcome: 'InvalidLink';
  readonly status: Exclude<LinkStatus, 'VALID'>;
}

/** A new password that breaks rules; the link or session stays valid. */
export interface PasswordRejected {
  readonly outcome: 'PasswordRejected';
  readonly broken: readonly PasswordRule[];
}

/** Limited; `retryAfterSeconds` is whole and at least 1. */
export interface TooManyRequests {
  readonly outcome: 'TooManyRequests';
  readonly retryAfterSeconds: number;
}

/** No one can create an account now, or only those who were invited. Said before the address is looked at. */
export interface RegistrationClosed {
  readonly outcome: 'RegistrationClosed';
  readonly registration: Exclude<RegistrationMode, 'open'>;
}

/** A mail is queued; it is sent if there is a recipient. */
export interface MailQueued {
  readonly outcome: 'MailQueued';
  /** The address as it was understood. */
  readonly address: EmailAddress;
  readonly expiresInSeconds: number;
}

/** The outcome of a text that is not read as an address. */
export function invalidEmail(fault: AddressFault): InvalidEmail {
  return { outcome: 'InvalidEmail', fault };
}

/** The outcome of a limited attempt. */
export function tooManyRequests(retryAfterSeconds: number): TooManyRequests {
  return { outcome: 'TooManyRequests', retryAfterSeconds };
}

/** The outcome of a link that does not work. */
export function invalidLink(status: InvalidLink['status']): InvalidLink {
  return { outcome: 'InvalidLink', status };
}
