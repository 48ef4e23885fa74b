import { waitIn } from './duration.ts';
import { DAY, type Messages } from './messages.ts';

/** English. */
export const en: Messages = {
  passwordResetRequested:
    'If there is an account for this address, we have sent a mail with a link to choose a new password. It should arrive within a few minutes.',
  passwordResetComplete: 'Your password has been changed. You can sign in with it now.',
  passwordResetRevoked:
    'Every reset link that was sent for this account has stopped working. The password is unchanged.',
  registrationStarted:
    'We have sent a mail to this address that tells how to go on. It should arrive within a few minutes.',
  registrationComplete: 'Your account is open. You can sign in now.',
  passwordChanged: 'Your password has been changed. Every other session has ended.',
  invalidEmail: 'Enter an email address in the form name@example.com.',
  invalidCredentials: 'The email address or the password is not right.',
  currentPasswordWrong: 'The current password is not right.',
  notSignedIn: 'Sign in first.',
  invalidLink: {
    EXPIRED: 'This link has expired. Ask for a new one.',
    SPENT: 'This link has been used already, or something has changed since it was sent. Ask for a new one.',
    INVALID: 'This link does not work. Check that it was copied whole, or ask for a new one.',
  },
  passwordRejected: 'Choose a different password.',
  brokenRule: {
    TOO_SHORT: ({ minLength }) => `Use at least ${minLength} characters.`,
    TOO_LONG: ({ maxLength }) => `Use at most ${maxLength} characters.`,
    ENTIRELY_NUMERIC: () => 'Use more than digits alone.',
    TOO_COMMON: () => 'This is one of the most used passwords. Choose one that is yours alone.',
    TOO_SIMILAR: () => 'This is too close to your email address.',
    TOO_WEAK: () => 'This is easy to guess. Add a few unrelated words.',
  },
  tooManyRequests: seconds =>
    seconds < DAY
      ? `Too many attempts. Try again in ${waitIn('en', seconds)}.`
      : 'Too many attempts. Choose a new password by mail to go on.',
};
