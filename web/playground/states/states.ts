import {
  type Answers,
  account,
  accountWithManyEvents,
  address,
  answering,
  goodPassword,
  limited,
  link,
  rejected,
  session,
  signedInAsAnother,
  threeSessions,
} from './answers.ts';

/** One thing that a person does or waits for. Elements are named by selectors, since words differ between languages. */
export type Step =
  | { readonly fill: string; readonly with: string }
  | { readonly press: string }
  | { readonly see: string };

/** A state of a screen: its path, the server's answers, and the steps that lead to it. It needs no server. */
export interface State {
  readonly name: string;
  /** As in the address bar; for a page behind a link, as in the email. */
  readonly path: string;
  /** What the previous page passed on in the browser's history. */
  readonly historyState?: object;
  /** HOME_URL; Rekey's own account page unless given. */
  readonly home?: string;
  readonly answers?: Answers;
  readonly steps?: readonly Step[];
}

export { answering };

const submit: Step = { press: 'form button[type=submit]' };
const refused: Step = { see: '[role=alert]' };
const pressed: Step = { press: 'main button:not([aria-disabled])' };
const done: Step = { see: '.page-icon[data-tone=success]' };
const broken: Step = { see: '.page-icon[data-tone=problem]' };
const counting: Step = { see: '[role=timer]' };
const email = (text: string): Step => ({ fill: '#email', with: text });
const newPassword = (text: string): Step => ({ fill: '#new-password', with: text });

const signingIn: readonly Step[] = [email('unknown@example.com'), { fill: '#password', with: 'wrong' }, submit];
const somebodyElse: Answers = { WhoAmI: [signedInAsAnother] };
/** Where HOME_URL leads to a product, and the "Continue to NAME" that is then there. */
const product = '/shop';
const toProduct: Step = { see: `main a[href="${product}"]` };
const named: Step = { see: '.notice[data-tone=wait]' };

const login: readonly State[] = [
  { name: 'login', path: '/login' },
  { name: 'login, nothing typed', path: '/login', steps: [submit, refused] },
  {
    name: 'login, wrong password',
    path: '/login',
    answers: { Login: [{ data: { login: { __typename: 'InvalidCredentials', message: '' } } }] },
    steps: [...signingIn, refused],
  },
  {
    name: 'login, limited',
    path: '/login',
    answers: { Login: [messages => ({ data: { login: limited(messages) } })] },
    steps: [...signingIn, counting],
  },
  {
    name: 'login, limited for days',
    path: '/login',
    answers: { Login: [messages => ({ data: { login: limited(messages, 87_600 * 3600) } })] },
    steps: [...signingIn, { see: '.notice .button' }],
  },
  {
    name: 'login, offline',
    path: '/login',
    answers: { Login: ['offline'] },
    steps: [...signingIn, refused],
  },
  {
    name: 'login, server down',
    path: '/login',
    answers: { Login: ['server down'] },
    steps: [...signingIn, refused],
  },
  {
    name: 'login, signed out',
    path: '/login',
    historyState: { signedOut: true },
    steps: [{ see: '.notice' }],
  },
  {
    name: 'login, account deleted',
    path: '/login',
    historyState: { accountDeleted: true },
    steps: [{ see: '.notice' }],
  },
  { name: 'login, session ended', path: '/login', historyState: { sessionEnded: true }, steps: [named] },
  {
    name: 'login, cookie not kept',
    path: '/login',
    answers: {
      Login: [{ data: { login: { __typename: 'LoggedIn', account: { id: '0198c0de-0000-7000-8000-000000000000' } } } }],
    },
    steps: [...signingIn, refused],
  },
];

const requested: Answers = {
  RequestPasswordReset: [
    {
      data: {
        requestPasswordReset: { __typename: 'PasswordResetRequested', email: 'unknown@example.com', expiresIn: 3600 },
      },
    },
  ],
};
const asking: readonly Step[] = [email('unknown@example.com'), submit];

const askingForMail: readonly State[] = [
  { name: 'password-reset', path: '/password-reset' },
  {
    name: 'password-reset, no address',
    path: '/password-reset',
    steps: [submit, refused],
  },
  {
    name: 'password-reset, limited',
    path: '/password-reset',
    answers: { RequestPasswordReset: [messages => ({ data: { requestPasswordReset: limited(messages) } })] },
    steps: [...asking, counting],
  },
  {
    name: 'password-reset, offline',
    path: '/password-reset',
    answers: { RequestPasswordReset: ['offline'] },
    steps: [...asking, refused],
  },
  { name: 'password-reset-done, opened directly', path: '/password-reset/done' },
  { name: 'password-reset-done', path: '/password-reset', answers: requested, steps: [...asking, counting] },
  {
    name: 'password-reset-done, sent again',
    path: '/password-reset/done',
    historyState: { email: 'unknown@example.com', sentAt: 0, expiresInSeconds: 3600 },
    answers: requested,
    steps: [pressed, { see: '.sent-again svg' }],
  },
  { name: 'register', path: '/register' },
  {
    name: 'register, closed meanwhile',
    path: '/register',
    answers: {
      Register: [
        ({ registrationByInvitation }) => ({
          data: { register: { __typename: 'RegistrationClosed', message: registrationByInvitation } },
        }),
      ],
    },
    steps: [email('new@example.com'), submit, { see: '.card a[href$="/login"].button' }],
  },
  { name: 'register, signed in', path: '/register', answers: somebodyElse, steps: [named] },
  {
    name: 'register, not an address',
    path: '/register',
    answers: {
      Register: [
        ({ addressHasNoAtSign }) => ({
          data: { register: { __typename: 'InvalidEmail', message: addressHasNoAtSign } },
        }),
      ],
    },
    steps: [email('not an address'), submit, refused],
  },
  { name: 'register-done, opened directly', path: '/register/done' },
];

const hexOf = (text: string) => Array.from(text, letter => letter.charCodeAt(0).toString(16)).join('');
const resetLink = '/password-reset-confirm/a/b';
const revokeLink = '/password-reset-revoke/a/b';
/** Its uid is the address that registers, which the screen shows. */
const registerLink = `/register-confirm/${hexOf(address)}/b`;
const newAddress = 'person1@new.example.com';
/** Their uids are the account and an address, which the screens show. */
const changeLink = `/email-change/${'0'.repeat(32)}${hexOf(newAddress)}/b`;
const revertLink = `/email-change-revert/${'0'.repeat(32)}${hexOf(address)}/b`;
const emailChange = '[aria-labelledby=change-email]';

const weak: Answers = {
  PasswordResetLink: [link('VALID')],
  ResetPassword: [
    messages => ({
      data: { resetPassword: rejected(messages, ['TOO_SHORT', 'ENTIRELY_NUMERIC', 'TOO_COMMON', 'TOO_WEAK']) },
    }),
  ],
};
const rejecting: readonly Step[] = [newPassword('12345678'), submit, refused];

const behindLinks: readonly State[] = [
  {
    name: 'password-reset-confirm',
    path: resetLink,
    answers: { PasswordResetLink: [link('VALID')] },
    steps: [{ see: '#new-password' }],
  },
  {
    name: 'password-reset-confirm, signed in as another',
    path: resetLink,
    answers: { PasswordResetLink: [link('VALID')], ...somebodyElse },
    steps: [named],
  },
  {
    name: 'password-reset-confirm, rejected',
    path: resetLink,
    answers: weak,
    steps: [...rejecting, { see: '.strength[data-score="0"]' }],
  },
  {
    name: 'password-reset-confirm, corrected',
    path: resetLink,
    answers: weak,
    steps: [...rejecting, newPassword(goodPassword), { see: '.field-corrected[data-shown=true]' }],
  },
  { name: 'password-reset-confirm, expired', path: resetLink, answers: { PasswordResetLink: [link('EXPIRED')] } },
  { name: 'password-reset-confirm, spent', path: resetLink, answers: { PasswordResetLink: [link('SPENT')] } },
  { name: 'password-reset-confirm, offline', path: resetLink, answers: { PasswordResetLink: ['offline'] } },
  { name: 'password-reset-confirm, invalid', path: resetLink, answers: { PasswordResetLink: [link('INVALID')] } },
  { name: 'password-reset-confirm, missing', path: '/password-reset-confirm' },
  { name: 'password-reset-complete', path: '/password-reset-complete' },
  {
    name: 'password-reset-complete, with a product',
    path: '/password-reset-complete',
    home: product,
    steps: [toProduct],
  },
  {
    name: 'password-reset-complete, signed in as another',
    path: '/password-reset-complete',
    answers: somebodyElse,
    steps: [named],
  },
  { name: 'password-reset-revoke', path: revokeLink },
  {
    name: 'password-reset-revoke, invalid',
    path: revokeLink,
    answers: {
      RevokePasswordReset: [{ data: { revokePasswordReset: { __typename: 'InvalidLink', status: 'INVALID' } } }],
    },
    steps: [pressed, broken],
  },
  {
    name: 'password-reset-revoke, cancelled',
    path: revokeLink,
    answers: {
      RevokePasswordReset: [{ data: { revokePasswordReset: { __typename: 'PasswordResetRevoked', message: '' } } }],
    },
    steps: [pressed, done],
  },
  {
    name: 'register-confirm, strong password',
    path: registerLink,
    answers: { RegistrationLink: [link('VALID')] },
    steps: [newPassword(goodPassword), { see: '.strength[data-score="4"]' }],
  },
  {
    name: 'register-confirm, fair password',
    path: registerLink,
    answers: { RegistrationLink: [link('VALID')] },
    steps: [newPassword('hund katze maus pferd'), { see: '.strength[data-score="2"]' }],
  },
  {
    name: 'register-confirm, too short',
    path: registerLink,
    answers: { RegistrationLink: [link('VALID')] },
    steps: [newPassword('rekey 71'), { see: '.strength[data-score="0"], .strength[data-score="1"]' }],
  },
  { name: 'register-confirm, expired', path: registerLink, answers: { RegistrationLink: [link('EXPIRED')] } },
  { name: 'register-confirm, spent', path: registerLink, answers: { RegistrationLink: [link('SPENT')] } },
  { name: 'register-complete', path: '/register-complete' },
  { name: 'register-complete, with a product', path: '/register-complete', home: product, steps: [toProduct] },
  { name: 'email-change', path: changeLink, answers: { EmailChangeLink: [link('VALID')] } },
  {
    name: 'email-change, signed in as another',
    path: changeLink,
    answers: { EmailChangeLink: [link('VALID')], ...somebodyElse },
    steps: [named],
  },
  { name: 'email-change, spent', path: changeLink, answers: { EmailChangeLink: [link('SPENT')] } },
  {
    name: 'email-change, changed',
    path: changeLink,
    answers: {
      EmailChangeLink: [link('VALID')],
      ConfirmEmailChange: [{ data: { confirmEmailChange: { __typename: 'EmailChanged', message: '' } } }],
    },
    steps: [pressed, done],
  },
  { name: 'email-change-revert', path: revertLink },
  {
    name: 'email-change-revert, expired',
    path: revertLink,
    answers: { RevertEmailChange: [{ data: { revertEmailChange: { __typename: 'InvalidLink', status: 'EXPIRED' } } }] },
    steps: [pressed, broken],
  },
  {
    name: 'email-change-revert, spent',
    path: revertLink,
    answers: { RevertEmailChange: [{ data: { revertEmailChange: { __typename: 'InvalidLink', status: 'SPENT' } } }] },
    steps: [pressed, broken],
  },
  {
    name: 'email-change-revert, undone',
    path: revertLink,
    answers: {
      RevertEmailChange: [{ data: { revertEmailChange: { __typename: 'EmailChangeReverted', message: '' } } }],
    },
    steps: [pressed, done],
  },
  { name: 'not-found', path: '/there/is/nothing' },
];

const here = session('this device');
const phone = session('phone');

const inTheAccount: readonly State[] = [
  { name: 'account', path: '/account', answers: { Account: [account([here, phone], 4)] }, steps: [{ see: '.rows' }] },
  {
    name: 'account, with a product',
    path: '/account',
    home: product,
    answers: { Account: [account([here], 1)] },
    steps: [toProduct],
  },
  {
    name: 'account, password changed',
    path: '/account',
    answers: {
      Account: [account([here, phone], 4), account([here], 5)],
      ChangePassword: [{ data: { changePassword: { __typename: 'PasswordChanged', message: '' } } }],
    },
    steps: [
      { fill: '#current-password', with: 'anything' },
      newPassword(goodPassword),
      submit,
      { see: '.notice[data-tone=success] li' },
      { see: '.rows:not(:has(li .button))' },
    ],
  },
  {
    name: 'account, another device signed out',
    path: '/account',
    answers: {
      Account: [account([here, phone], 6), account([here], 7)],
      EndSessions: [{ data: { endSessions: true } }],
    },
    steps: [{ press: '.rows li .button' }, { see: '.notice[data-tone=success]' }],
  },
  {
    name: 'account, many events',
    path: '/account',
    answers: { Account: [accountWithManyEvents] },
    steps: [{ see: '.rows-more' }],
  },
  {
    name: 'account, three devices',
    path: '/account',
    answers: { Account: [account(threeSessions, 7)] },
    steps: [{ see: '.rows' }],
  },
  {
    name: 'account, this was not me',
    path: '/account',
    answers: { Account: [account([here, phone], 7)] },
    steps: [{ press: '.rows .button-text' }, { see: '#suspected' }],
  },
  {
    name: 'account, failed sign-ins that were not me',
    path: '/account',
    answers: { Account: [accountWithManyEvents] },
    steps: [{ press: '.row-alert .button-text' }, { see: '#suspected' }],
  },
  {
    name: 'account, password changed on the only device',
    path: '/account',
    answers: {
      Account: [account([here], 7)],
      ChangePassword: [{ data: { changePassword: { __typename: 'PasswordChanged', message: '' } } }],
    },
    steps: [
      { fill: '#current-password', with: 'anything' },
      newPassword(goodPassword),
      submit,
      { see: '.notice[data-tone=success]' },
    ],
  },
  {
    name: 'account, about to change the address',
    path: '/account',
    answers: { Account: [account([here], 7)] },
    steps: [{ press: `${emailChange} .button` }, { see: '#new-email' }],
  },
  {
    name: 'account, address not changed for want of an address and the password',
    path: '/account',
    answers: { Account: [account([here], 7)] },
    steps: [
      { press: `${emailChange} .button` },
      { press: `${emailChange} button[type=submit]` },
      { see: `${emailChange} [aria-invalid=true]` },
    ],
  },
  {
    name: 'account, change of the address requested',
    path: '/account',
    answers: {
      Account: [account([here], 7)],
      RequestEmailChange: [
        {
          data: {
            requestEmailChange: { __typename: 'EmailChangeRequested', email: newAddress, expiresIn: 86_400 },
          },
        },
      ],
    },
    steps: [
      { press: `${emailChange} .button` },
      { fill: '#new-email', with: newAddress },
      { fill: '#email-change-password', with: 'anything' },
      { press: `${emailChange} button[type=submit]` },
      { see: `${emailChange} .notice[data-tone=success]` },
    ],
  },
  {
    name: 'account, too many downloads',
    path: '/account',
    answers: {
      Account: [account([here], 7)],
      DownloadAccountData: [messages => ({ data: { downloadAccountData: limited(messages) } })],
    },
    steps: [{ press: '[aria-labelledby=download-data] .button' }, counting],
  },
  {
    name: 'account, about to be deleted',
    path: '/account',
    answers: { Account: [account([here], 7)] },
    steps: [{ press: '[aria-labelledby=delete-account] .button' }, { see: '#deletion-password' }],
  },
  {
    name: 'account, not deleted for want of the password',
    path: '/account',
    answers: {
      Account: [account([here], 7)],
      DeleteAccount: [{ data: { deleteAccount: { __typename: 'InvalidCredentials', message: '' } } }],
    },
    steps: [
      { press: '[aria-labelledby=delete-account] .button' },
      { fill: '#deletion-password', with: 'wrong' },
      { press: '[aria-labelledby=delete-account] button[type=submit]' },
      { see: '[aria-labelledby=delete-account] [aria-invalid=true]' },
    ],
  },
  { name: 'account, server down', path: '/account', answers: { Account: ['server down'] } },
];

/**
 * Every state of every screen. The browser tests visit this list, and /playground/states/ shows it. Add new screens and
 * outcomes here: then they are checked for accessibility, in both themes and four languages.
 */
export const states: readonly State[] = [...login, ...askingForMail, ...behindLinks, ...inTheAccount];
