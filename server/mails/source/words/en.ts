import type { Words } from '../words.ts';

export const words: Words = {
  colon: ':',
  fallback: 'If the button does not work, open this address in your browser:',
  help: 'Questions? We are here to help:',
  terms: 'Terms of use',
  privacy: 'Privacy policy',
  'password-reset': {
    subject: 'Choose a new password for {{brand}}',
    preview: 'The link works for {{expiresIn}}. If you do nothing, nothing changes.',
    heading: 'Choose a new password',
    before: [
      'Someone, hopefully you, asked for a new password for {{address}} at {{brand}}.',
      'Requested from: {{device}}',
    ],
    action: 'Choose a new password',
    after: [
      'The link works for {{expiresIn}}, and only once.',
      'If you do nothing, nothing changes: your password stays as it is.',
    ],
    second: {
      before: 'Didn’t ask for this? Cancel this link and every other one that we have sent you:',
      action: 'It wasn’t me',
    },
  },
  registration: {
    subject: 'Create your {{brand}} account',
    preview: 'Choose a password and you are in. The link works for {{expiresIn}}.',
    heading: 'Welcome to {{brand}}',
    before: [
      'Someone, hopefully you, asked to create an account for {{address}} at {{brand}}. All that is left is to choose a password.',
    ],
    action: 'Choose a password',
    after: [
      'The link works for {{expiresIn}}, and only once.',
      'If you do nothing, nothing happens: no account is created.',
    ],
  },
  invitation: {
    subject: 'You are invited to {{brand}}',
    preview: 'Choose a password and you are in. The link works for {{expiresIn}}.',
    heading: 'You are invited to {{brand}}',
    before: ['{{brand}} invites you to create an account for {{address}}. All that is left is to choose a password.'],
    action: 'Choose a password',
    after: [
      'The link works for {{expiresIn}}, and only once.',
      'If you do nothing, nothing happens: no account is created.',
    ],
  },
  'already-registered': {
    subject: 'You already have a {{brand}} account',
    preview: 'There is no need to create another one: simply sign in.',
    heading: 'You already have an account',
    before: [
      'Someone, hopefully you, asked to create an account for {{address}} at {{brand}}. There is one already, so you can simply sign in.',
    ],
    action: 'Sign in',
    after: ['If you do nothing, nothing changes. The person who asked was not told that the account exists.'],
    second: { before: 'Forgot your password?', action: 'Choose a new one' },
  },
  'password-changed': {
    subject: 'Your {{brand}} password was changed',
    preview: 'On {{changedAt}}. If it was you, there is nothing to do.',
    heading: 'Your password was changed',
    before: [
      'The password for {{address}} at {{brand}} was changed on {{changedAt}}.',
      'Device: {{device}}',
      'If it was you, there is nothing to do.',
      'If it wasn’t you, choose a new password now. Everyone who is signed in to your account will be signed out.',
    ],
    action: 'Choose a new password',
    after: [],
  },
  'email-change': {
    subject: 'Confirm your new address for {{brand}}',
    preview: 'The link works for {{expiresIn}}. If you do nothing, nothing changes.',
    heading: 'Confirm your new address',
    before: [
      'Someone, hopefully you, asked on {{askedAt}} to use {{address}} for their account at {{brand}}.',
      'Requested from: {{device}}',
    ],
    action: 'Confirm this address',
    after: [
      'The link works for {{expiresIn}}, and only once.',
      'If you do nothing, nothing changes: the account keeps its address. If it wasn’t you, do not confirm it.',
    ],
  },
  'email-changed': {
    subject: 'The email address of your {{brand}} account was changed',
    preview: 'On {{changedAt}}. If it was you, there is nothing to do.',
    heading: 'Your email address was changed',
    before: [
      'The account for {{address}} at {{brand}} was given another address on {{changedAt}}.',
      'Device: {{device}}',
      'If it was you, there is nothing to do.',
      'If it wasn’t you, undo it now: your account gets this address back, everyone who is signed in is signed out, and the password stops working. We then send you a link to choose a new one.',
    ],
    action: 'It wasn’t me',
    after: ['The link works for {{expiresIn}}, no matter what is changed until then.'],
  },
  'new-address': {
    subject: 'Your {{brand}} account has a new address',
    preview: 'Since {{changedAt}} you sign in with this address.',
    heading: 'Your account has a new address',
    before: [
      'Those who run {{brand}} changed the address of your account to {{address}} on {{changedAt}}. Sign in with it from now on. Your password is still the same.',
    ],
    action: 'Sign in',
    after: [],
    second: { before: 'Forgot your password?', action: 'Choose a new one' },
  },
  'account-deleted': {
    subject: 'Your {{brand}} account was deleted',
    preview: 'On {{deletedAt}}. This is the last email to this address.',
    heading: 'Your account was deleted',
    before: [
      'The account for {{address}} at {{brand}} was deleted on {{deletedAt}}, with everything that was kept about it.',
      'This is the last email about it. If it wasn’t you, someone knew your password: do not use it anywhere else.',
    ],
    action: 'Go to {{brand}}',
    after: [],
  },
  'new-device': {
    subject: 'New sign-in to your {{brand}} account',
    preview: '{{device}}, {{signedInAt}}. If it was you, there is nothing to do.',
    heading: 'Sign-in on a new device',
    before: [
      'Someone, hopefully you, signed in to the account for {{address}} at {{brand}} on a device that is new to us.',
      'Device: {{device}}',
      'Time: {{signedInAt}}',
      'If it was you, there is nothing to do.',
      'If it wasn’t you, someone knows your password. Choose a new one now. Everyone who is signed in to your account will be signed out.',
    ],
    action: 'Choose a new password',
    after: [],
    second: { before: 'Where you are signed in, and what has happened to your account:', action: 'Go to your account' },
  },
  'failed-sign-ins': {
    subject: 'Failed attempts to sign in to your {{brand}} account',
    preview: '{{count}} since {{since}}. If it was you, there is nothing to do.',
    heading: 'Failed attempts to sign in',
    before: [
      'Failed attempts to sign in to the account for {{address}} at {{brand}} since {{since}}: {{count}}.',
      'If it was you, there is nothing to do.',
      'If it wasn’t you, your password still protects your account. If others may know it, or you use it elsewhere, choose a new one.',
    ],
    action: 'Choose a new password',
    after: [],
    second: { before: 'Where you are signed in, and what has happened to your account:', action: 'Go to your account' },
  },
};
