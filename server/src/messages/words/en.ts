import { waitIn } from '../duration.ts';
import { DAY, type Messages } from '../messages.ts';

/** English. */
export const words: Messages = {
  passwordResetRequested:
    'If there is an account for this address, we have sent an email with a link to choose a new password. It should arrive within a few minutes.',
  passwordResetComplete: 'Your password has been changed. You can sign in with it now.',
  passwordResetRevoked:
    'Every reset link that was sent for this account has stopped working. The password is unchanged.',
  registrationStarted:
    'We have sent an email to this address that says what to do next. It should arrive within a few minutes.',
  registrationComplete: 'Your account has been created. You can sign in now.',
  registrationByInvitation: 'Accounts are created by invitation only here. Ask for an invitation.',
  registrationClosed: 'No new accounts can be created here at the moment.',
  registrationLinkSpent:
    'This address has an account by now, or accounts are no longer created this way. If you have one, sign in.',
  passwordChanged: 'Your password has been changed. Every other session has ended.',
  emailChangeRequested:
    'We have sent an email to the new address with a link to confirm it. Until then nothing changes. It should arrive within a few minutes.',
  emailChanged: 'Your account has its new address. Sign in with it from now on. Every other session has ended.',
  emailChangeReverted:
    'Your account has its former address again. Its password no longer works. We have sent you an email with a link to choose a new one.',
  accountDeleted: 'Your account has been deleted.',
  accountDeletionDisabled: 'Accounts cannot be deleted here. Ask those who run this site.',
  addressTooLong: 'This is too long for an email address.',
  addressHasLineBreak: 'There is a line break in the address. Enter it on one line.',
  addressHasInvisibleCharacter: 'There is an invisible character in the address. Type it instead of pasting it.',
  addressHasNoAtSign: 'Enter an email address in the form name@example.com',
  addressHasSeveralAtSigns: 'There is more than one @. Enter a single address.',
  addressHasSpace: 'There is a space in the address. Enter the address alone, such as name@example.com.',
  addressHasNoLocalPart: 'The part before the @ is missing, or has a character that no address has.',
  addressHasNoDomain: 'The part after the @ is not a domain, such as example.com.',
  invalidCredentials: 'Wrong email address or password.',
  currentPasswordWrong: 'The current password is wrong.',
  notSignedIn: 'Sign in first.',
  invalidLink: {
    EXPIRED: 'This link has expired. Ask for a new one.',
    SPENT: 'This link has been used already, or something has changed since it was sent. Ask for a new one.',
    INVALID: 'This link does not work. Check that you copied all of it, or ask for a new one.',
  },
  passwordRejected: 'Choose a different password.',
  brokenRule: {
    TOO_SHORT: ({ minLength }) => `Use at least ${minLength} characters.`,
    TOO_LONG: ({ maxLength }) => `Use at most ${maxLength} characters.`,
    ENTIRELY_NUMERIC: () => 'Use more than digits alone.',
    TOO_COMMON: () => 'This is one of the most used passwords. Choose one that only you have.',
    TOO_SIMILAR: () => 'This is too close to your email address.',
    TOO_WEAK: () => 'This is easy to guess. Add a few unrelated words.',
  },
  errorPage: {
    home: 'Go to the start page',
    BAD_REQUEST: {
      heading: 'This request could not be understood',
      advice: 'Go back and try again. If you opened a link from an email, check that you copied all of it.',
    },
    TOO_LONG: {
      heading: 'That is too much at once',
      advice: 'The address or the text that was sent is too long. Go back, shorten it and try again.',
    },
    TOO_MANY_COOKIES: {
      heading: 'Your browser sends too many cookies',
      advice:
        'Delete the cookies of this site in your browser’s settings, then open the page again. You will have to sign in again.',
    },
    TOO_MANY_REQUESTS: { heading: 'Too many requests', advice: 'Please wait a minute before you try again.' },
    WRONG_METHOD: { heading: 'This page cannot be used this way', advice: 'Open it from the start page.' },
    UNAVAILABLE: {
      heading: 'We will be back shortly',
      advice: 'The service is not available at the moment. Please try again in a minute.',
    },
    FAILED: { heading: 'Something went wrong', advice: 'This is our fault, not yours. Please try again in a minute.' },
  },
  tooManyRequests: seconds =>
    seconds < DAY
      ? `Please wait ${waitIn('en', seconds)} before you try again.`
      : 'There were too many attempts. Choose a new password by email to go on.',
};
