/**
 * Who may create an account: anyone who reads mail at an address; those whom an operator has invited; no one but an
 * operator.
 */
export const REGISTRATION_MODES = ['open', 'invite', 'closed'] as const;

/** One of {@link REGISTRATION_MODES}. */
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

/** The settings of the use cases. Durations are in seconds. */
export interface Settings {
  readonly passwordResetTimeoutSeconds: number;
  readonly registrationTimeoutSeconds: number;
  readonly registration: RegistrationMode;
  /** Whether people may delete their own accounts. */
  readonly accountDeletion: boolean;
  readonly sessionTimeouts: SessionTimeouts;
  /** In Unicode code points. */
  readonly passwordMinLength: number;
  /** Where to ask, by k-anonymity, whether a new password is among breached ones; undefined where it is not asked. */
  readonly breachedPasswordsUrl: string | undefined;
  /** Whether the owner gets a mail about a sign-in from a new device. */
  readonly notifyNewDevice: boolean;
}

/** How long sessions live, in seconds. */
export interface SessionTimeouts {
  /** Counted from sign-in, regardless of use. */
  readonly absoluteSeconds: number;
  /** Counted from the last request. */
  readonly idleSeconds: number;
}
