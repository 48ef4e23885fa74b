import { randomBytes, randomUUID } from 'node:crypto';
import { Account, newAccount } from '../src/accounts/account.ts';
import type { EmailAddress } from '../src/domain/emailAddress.ts';
import { derive } from '../src/passwords/hashingWork.ts';
import { hashPassword } from '../src/passwords/passwordHash.ts';
import type { Database } from '../src/sql/database.ts';
import type { MailedLink } from '../src/testing/testClient.ts';
import type { Answer, Balancer } from './balancer.ts';
import type { Mailboxes } from './mailboxes.ts';

/** What one signs in with. */
interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** How many requests were answered as done, and of how many it is not known: nothing or an error came back. */
export interface Tally {
  accepted: number;
  unknown: number;
}

/** What a customer does, one after the other and then again. */
const STEPS = [
  'login',
  'login',
  'requestPasswordReset',
  'resetPassword',
  'login',
  'login',
  'login',
  'requestEmailChange',
  'confirmEmailChange',
] as const;

/** Where a customer may begin: what comes later needs a session or a link. */
const BEGINNINGS = [0, 1, 2, 4, 5, 6] as const;

type Operation = (typeof STEPS)[number];

/** Every operation of a customer once. */
export const OPERATIONS: readonly Operation[] = [...new Set(STEPS)];

/** A person who goes through all that can be done, and remembers what was answered. */
export interface Customer {
  readonly id: string;
  readonly ipAddress: string;
  readonly cookies: Map<string, string>;
  credentials: Credentials;
  /** What holds instead where a change has happened whose answer did not come. */
  maybe: Credentials | undefined;
  step: number;
  link: MailedLink | undefined;
  /** Sessions that have to be alive, and those that a change has ended. */
  sessions: string[];
  readonly ended: string[];
  readonly logins: Tally;
  /** What is known to have happened, be it by the answer or by signing in afterwards. */
  resets: number;
  moves: number;
  /** Requests for an email, by the address that it goes to. */
  readonly resetMails: Map<string, Tally>;
  readonly moveMails: Map<string, Tally>;
  /** What must never be: a session that is gone, a password that is neither the old one nor the new one, … */
  readonly contradictions: string[];
}

const SESSION = 'rekey_session';
/** Cheap: it is the servers that are tried here. */
export const BCRYPT_COST = 4;
const FIRST_PASSWORD = 'plum kettle orbit 71 sandal';

/** Creates the accounts of so many customers. */
export async function inventCustomers(database: Database, count: number): Promise<Customer[]> {
  const passwordHash = await hashPassword(async work => derive(work), FIRST_PASSWORD, BCRYPT_COST);
  const customers = Array.from(
    { length: count },
    (_, index): Customer => ({
      id: randomUUID(),
      ipAddress: `10.1.${index >> 8}.${index & 255}`,
      cookies: new Map(),
      credentials: { email: newAddress(), password: FIRST_PASSWORD },
      maybe: undefined,
      step: BEGINNINGS[index % BEGINNINGS.length] ?? 0,
      link: undefined,
      sessions: [],
      ended: [],
      logins: { accepted: 0, unknown: 0 },
      resets: 0,
      moves: 0,
      resetMails: new Map(),
      moveMails: new Map(),
      contradictions: [],
    }),
  );
  const createdAt = new Date();
  const rows = customers.map(({ id, credentials }) =>
    newAccount({ id, email: credentials.email as EmailAddress, passwordHash, createdAt }),
  );
  while (rows.length > 0) await database.em.fork().insertMany(Account, rows.splice(0, 1_000));
  return customers;
}

const newAddress = () => `${randomUUID()}@example.com`;
const newPassword = () => `plum kettle orbit ${randomBytes(6).toString('hex')} sandal`;

/** Takes the next step of a customer. Resolves when there is another one to take, which may need an email before. */
export async function takeStep(customer: Customer, balancer: Balancer, mailboxes: Mailboxes): Promise<void> {
  if (customer.maybe) return findOut(customer, balancer);
  switch (STEPS[customer.step] as Operation) {
    case 'login':
      return login(customer, balancer);
    case 'requestPasswordReset':
      return requestPasswordReset(customer, balancer, mailboxes);
    case 'resetPassword':
      return resetPassword(customer, balancer);
    case 'requestEmailChange':
      return requestEmailChange(customer, balancer, mailboxes);
    case 'confirmEmailChange':
      return confirmEmailChange(customer, balancer);
  }
}

function next(customer: Customer): void {
  customer.step = (customer.step + 1) % STEPS.length;
}

async function login(customer: Customer, balancer: Balancer): Promise<void> {
  const { outcome } = await signIn(customer, customer.credentials, balancer);
  if (outcome === 'LoggedIn') next(customer);
  else if (outcome === 'InvalidCredentials') customer.contradictions.push('the password is refused');
}

/** The browser keeps its device and gives up its session, so that a further one begins beside it. */
async function signIn(customer: Customer, { email, password }: Credentials, balancer: Balancer): Promise<Answer> {
  customer.cookies.delete(SESSION);
  const answer = await balancer.send(customer, 'login', {
    document:
      'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { __typename } }',
    variables: { email, password },
  });
  count(customer.logins, answer, 'LoggedIn');
  const token = customer.cookies.get(SESSION);
  if (answer.outcome === 'LoggedIn' && token !== undefined) customer.sessions.push(token);
  return answer;
}

/** No answer came to a change. Signing in tells whether it has happened: as after it, and else as before it. */
async function findOut(customer: Customer, balancer: Balancer): Promise<void> {
  const { maybe, credentials } = customer;
  if (!maybe) return;
  const before = [...customer.sessions];
  const { outcome } = await signIn(customer, maybe, balancer);
  if (outcome === 'InvalidCredentials') {
    customer.maybe = undefined;
    customer.step = 0;
  } else if (outcome === 'LoggedIn') {
    const started = customer.sessions.slice(before.length);
    customer.sessions = before;
    changed(customer, maybe, maybe.email === credentials.email ? 'resets' : 'moves');
    customer.sessions.push(...started);
  }
}

/** A change has happened: it has ended every session. */
function changed(customer: Customer, credentials: Credentials, kind: 'resets' | 'moves'): void {
  customer.credentials = credentials;
  customer.maybe = undefined;
  customer[kind] += 1;
  customer.ended.push(...customer.sessions);
  customer.sessions = [];
  next(customer);
}

async function requestPasswordReset(customer: Customer, balancer: Balancer, mailboxes: Mailboxes): Promise<void> {
  const { email } = customer.credentials;
  const mail = mailboxes.next('password-reset-confirm', email);
  const answer = await balancer.send(customer, 'requestPasswordReset', {
    document: 'mutation ($email: String!) { requestPasswordReset(email: $email) { __typename } }',
    variables: { email },
  });
  count(tallyOf(customer.resetMails, email), answer, 'PasswordResetRequested');
  await follow(customer, answer, 'PasswordResetRequested', mail);
}

async function resetPassword(customer: Customer, balancer: Balancer): Promise<void> {
  const credentials = { ...customer.credentials, password: newPassword() };
  const { outcome } = await balancer.send(customer, 'resetPassword', {
    document: `mutation ($uid: String!, $token: String!, $newPassword: String!) {
      resetPassword(uid: $uid, token: $token, newPassword: $newPassword) { __typename } }`,
    variables: { ...customer.link, newPassword: credentials.password },
  });
  recordOutcome(customer, outcome, 'PasswordResetComplete', credentials, 'resets');
}

async function requestEmailChange(customer: Customer, balancer: Balancer, mailboxes: Mailboxes): Promise<void> {
  const newEmail = newAddress();
  const mail = mailboxes.next('email-change', newEmail);
  customer.cookies.set(SESSION, customer.sessions.at(-1) ?? '');
  const answer = await balancer.send(customer, 'requestEmailChange', {
    document: `mutation ($newEmail: String!, $currentPassword: String!) {
      requestEmailChange(newEmail: $newEmail, currentPassword: $currentPassword) { __typename } }`,
    variables: { newEmail, currentPassword: customer.credentials.password },
  });
  count(tallyOf(customer.moveMails, newEmail), answer, 'EmailChangeRequested');
  if (answer.outcome === 'NotSignedIn') customer.contradictions.push('the session is gone');
  if (answer.outcome === 'InvalidCredentials') customer.contradictions.push('the current password is refused');
  await follow(customer, answer, 'EmailChangeRequested', mail);
}

/** In a browser that is not signed in, so that the change ends every session. */
async function confirmEmailChange(customer: Customer, balancer: Balancer): Promise<void> {
  customer.cookies.delete(SESSION);
  const email = [...customer.moveMails.keys()].at(-1) ?? '';
  const { outcome } = await balancer.send(customer, 'confirmEmailChange', {
    document:
      'mutation ($uid: String!, $token: String!) { confirmEmailChange(uid: $uid, token: $token) { __typename } }',
    variables: { ...customer.link },
  });
  recordOutcome(customer, outcome, 'EmailChanged', { ...customer.credentials, email }, 'moves');
}

/** After a change: it is done, or not known to be, or refused, and then all begins anew. */
function recordOutcome(
  customer: Customer,
  outcome: string | undefined,
  done: string,
  credentials: Credentials,
  kind: 'resets' | 'moves',
): void {
  if (outcome === done) changed(customer, credentials, kind);
  else if (outcome === undefined) customer.maybe = credentials;
  else customer.step = 0;
}

/** After a request for an email: waits for it. Where no answer came, the customer asks again; where it is refused, later. */
async function follow(customer: Customer, { outcome }: Answer, done: string, mail: Promise<MailedLink>): Promise<void> {
  if (outcome === undefined) return;
  if (outcome !== done) {
    customer.step = 0;
    return;
  }
  customer.link = await mail;
  next(customer);
}

function tallyOf(tallies: Map<string, Tally>, address: string): Tally {
  const tally = tallies.get(address) ?? { accepted: 0, unknown: 0 };
  tallies.set(address, tally);
  return tally;
}

/** Counts an answer, unless it says that nothing was done. */
export function count(tally: Tally, { outcome }: Answer, done: string): void {
  if (outcome === done) tally.accepted += 1;
  else if (outcome === undefined) tally.unknown += 1;
}
