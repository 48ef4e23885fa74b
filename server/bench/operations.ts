import { type ManyAccounts, PASSWORD } from '../src/testing/manyAccounts.ts';
import type { Operation } from './load.ts';

/** The number of different requests that are sent in turn. */
const VARIETY = 1_000;

/** The operation of the bare server. */
export const NOTHING: Operation = {
  query: 'mutation ($email: String!) { nothing(email: $email) { __typename message expiresIn } }',
  answer: 'Nothing',
  variables: unknownAddresses(),
};

const REQUEST_PASSWORD_RESET =
  'mutation ($email: String!) { requestPasswordReset(email: $email) { __typename ... on PasswordResetRequested { message expiresIn } } }';
const LOGIN =
  'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { __typename } }';
const RESET_PASSWORD =
  'mutation ($uid: String!, $token: String!, $newPassword: String!) { resetPassword(uid: $uid, token: $token, newPassword: $newPassword) { __typename } }';

const REQUEST_EMAIL_CHANGE =
  'mutation ($newEmail: String!, $currentPassword: String!) { requestEmailChange(newEmail: $newEmail, currentPassword: $currentPassword) { __typename } }';
const CONFIRM_EMAIL_CHANGE =
  'mutation ($uid: String!, $token: String!) { confirmEmailChange(uid: $uid, token: $token) { __typename } }';

/** Requests for a reset, for addresses that have no account. */
export const requestPasswordReset: Operation = {
  query: REQUEST_PASSWORD_RESET,
  answer: 'PasswordResetRequested',
  variables: unknownAddresses(),
};

/** Sign-ins that succeed. */
export function login({ addresses }: ManyAccounts): Operation {
  return { query: LOGIN, answer: 'LoggedIn', variables: addresses.map(email => ({ email, password: PASSWORD })) };
}

/** Sign-ins that are refused. */
export function loginWrong({ addresses }: ManyAccounts): Operation {
  return {
    query: LOGIN,
    answer: 'InvalidCredentials',
    variables: addresses.map(email => ({ email, password: 'not the password at all' })),
  };
}

/** So many resets, each of another account. */
export function resetPassword(accounts: ManyAccounts, count: number): Operation {
  const links = accounts.freshResetLinks(count);
  return {
    query: RESET_PASSWORD,
    answer: 'PasswordResetComplete',
    variables: links.map(link => ({ ...link, newPassword: 'walnut harbour 58 lantern' })),
  };
}

/** Requests of a signed-in caller for other addresses, which no account has. */
export function requestEmailChange(accounts: ManyAccounts): Operation {
  return {
    query: REQUEST_EMAIL_CHANGE,
    answer: 'EmailChangeRequested',
    variables: unknownAddresses().map(({ email }) => ({ newEmail: email, currentPassword: PASSWORD })),
    cookies: cookiesOf(accounts).slice(0, 1),
  };
}

/** So many changes of an address, each of another account. */
export function confirmEmailChange(accounts: ManyAccounts, count: number): Operation {
  return { query: CONFIRM_EMAIL_CHANGE, answer: 'EmailChanged', variables: accounts.freshEmailChangeLinks(count) };
}

/** The accounts of signed-in callers. */
export function me(accounts: ManyAccounts): Operation {
  return {
    query: '{ me { __typename id email } }',
    answer: 'Account',
    variables: [{}],
    cookies: cookiesOf(accounts),
  };
}

function cookiesOf({ sessionTokens }: ManyAccounts): string[] {
  return sessionTokens.map(token => `rekey_session=${token}`);
}

function unknownAddresses(): ReadonlyArray<{ readonly email: string }> {
  return Array.from({ length: VARIETY }, (_, n) => ({ email: `unknown-${n}@example.com` }));
}
