import { randomBytes } from 'node:crypto';
import { subjectOfAccount, subjectOfAddress } from '../../src/links/linkSubject.ts';
import { ASKER, KINDS, type Kind } from './timedAccounts.ts';

/** An operation that must take the same time for every kind of address. */
export interface TimedOperation {
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** Whether it is sent in a session, of an account that is about none of the addresses. */
  readonly signedIn?: boolean;
  /** The body of the request. */
  body(about: { readonly address: string; readonly accountId: string }): string;
}

const ADDRESS_KINDS: readonly Kind[] = ['unknown', 'known', 'disabled', 'no password'];
const PASSWORD = 'plum kettle orbit 71 sandal';
/** Well formed but forged: a caller without the mail can only guess. */
const forgedToken = () => randomBytes(53).toString('hex');

/** The operations that a stranger can send about an address, and the one that any account can. */
export const TIMED_OPERATIONS: readonly TimedOperation[] = [
  {
    name: 'requestPasswordReset',
    kinds: ADDRESS_KINDS,
    body: ({ address }) =>
      body('mutation ($email: String!) { requestPasswordReset(email: $email) { __typename } }', { email: address }),
  },
  {
    name: 'register',
    kinds: ADDRESS_KINDS,
    body: ({ address }) =>
      body('mutation ($email: String!) { register(email: $email) { __typename } }', { email: address }),
  },
  {
    name: 'login',
    kinds: KINDS,
    body: ({ address }) =>
      body(
        'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { __typename } }',
        { email: address, password: PASSWORD },
      ),
  },
  {
    name: 'resetPassword',
    kinds: ADDRESS_KINDS,
    body: ({ accountId }) =>
      body(
        'mutation ($uid: String!, $token: String!, $p: String!) { resetPassword(uid: $uid, token: $token, newPassword: $p) { __typename } }',
        { uid: subjectOfAccount(accountId).toString('hex'), token: forgedToken(), p: PASSWORD },
      ),
  },
  {
    name: 'revokePasswordReset',
    kinds: ADDRESS_KINDS,
    body: ({ accountId }) => bodyOfLink('revokePasswordReset', subjectOfAccount(accountId)),
  },
  {
    name: 'requestEmailChange',
    kinds: ADDRESS_KINDS,
    signedIn: true,
    body: ({ address }) =>
      body(
        'mutation ($email: String!, $p: String!) { requestEmailChange(newEmail: $email, currentPassword: $p) { __typename } }',
        { email: address, p: ASKER.password },
      ),
  },
  {
    name: 'confirmEmailChange',
    kinds: ADDRESS_KINDS,
    body: ({ accountId, address }) => bodyOfLink('confirmEmailChange', subjectOfAddress(accountId, address)),
  },
  {
    name: 'revertEmailChange',
    kinds: ADDRESS_KINDS,
    body: ({ accountId, address }) => bodyOfLink('revertEmailChange', subjectOfAddress(accountId, address)),
  },
  {
    name: 'completeRegistration',
    kinds: ADDRESS_KINDS,
    body: ({ address }) =>
      body(
        'mutation ($uid: String!, $token: String!, $p: String!) { completeRegistration(uid: $uid, token: $token, password: $p) { __typename } }',
        { uid: Buffer.from(address).toString('hex'), token: forgedToken(), p: PASSWORD },
      ),
  },
];

function bodyOfLink(mutation: string, subject: Buffer): string {
  const query = `mutation ($uid: String!, $token: String!) { ${mutation}(uid: $uid, token: $token) { __typename } }`;
  return body(query, { uid: subject.toString('hex'), token: forgedToken() });
}

function body(query: string, variables: Record<string, string>): string {
  return JSON.stringify({ query, variables });
}
