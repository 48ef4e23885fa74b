import type { Words } from '../words.ts';

export const en: Words = {
  fallback: 'If the button does not work, open this address in your browser:',
  help: 'Questions? We are here to help:',
  'password-reset': {
    subject: 'Choose a new password for {{brand}}',
    preview: 'The link works for {{expiresIn}}. If you do nothing, nothing changes.',
    heading: 'Choose a new password',
    before: ['Somebody, hopefully you, asked for a new password for {{address}} at {{brand}}.'],
    action: 'Choose a new password',
    after: [
      'The link works for {{expiresIn}}, and only once.',
      'If you do nothing, nothing changes: your password stays as it is.',
    ],
    second: {
      before: 'Was it not you? Cancel this link and every other that we have sent you:',
      action: 'It was not me',
    },
  },
  registration: {
    subject: 'Open your {{brand}} account',
    preview: 'Choose a password and you are in. The link works for {{expiresIn}}.',
    heading: 'Welcome to {{brand}}',
    before: [
      'Somebody, hopefully you, asked to open an account for {{address}} at {{brand}}. All that is left is to choose a password.',
    ],
    action: 'Choose a password',
    after: [
      'The link works for {{expiresIn}}, and only once.',
      'If you do nothing, nothing happens: no account is opened.',
    ],
  },
  'already-registered': {
    subject: 'You already have a {{brand}} account',
    preview: 'There is no need to open another one: simply sign in.',
    heading: 'You already have an account',
    before: [
      'Somebody, hopefully you, asked to open an account for {{address}} at {{brand}}. There is one already, so you can simply sign in.',
    ],
    action: 'Sign in',
    after: ['If you do nothing, nothing changes. Whoever asked was not told that the account exists.'],
    second: { before: 'Forgotten your password?', action: 'Choose a new one' },
  },
  'password-changed': {
    subject: 'Your {{brand}} password was changed',
    preview: 'On {{changedAt}}. If it was you, there is nothing to do.',
    heading: 'Your password was changed',
    before: [
      'The password for {{address}} at {{brand}} was changed on {{changedAt}}.',
      'If it was you, there is nothing to do.',
      'If it was not you, choose a new password now. Everybody who is signed in to your account will be signed out.',
    ],
    action: 'Choose a new password',
    after: [],
  },
};
