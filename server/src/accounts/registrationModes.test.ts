import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/commandLine.ts';
import { operatorOf } from '../testing/operator.ts';
import { readMail, registerAccount } from '../testing/people.ts';
import { rawRequest } from '../testing/rawRequest.ts';
import { statementsSent } from '../testing/statementsSent.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type MailedLink, newClient } from '../testing/testClient.ts';

const REGISTER = 'mutation ($email: String!) { register(email: $email) { __typename ... on Problem { message } } }';
const STATUS = 'query ($uid: String!, $token: String!) { registrationLink(uid: $uid, token: $token) }';

describe('who may create an account', () => {
  let commandLine: CommandLine;
  /** With one key, as before and after an operator has changed REGISTRATION. */
  let open: TestApp;
  let byInvitation: TestApp;
  let closed: TestApp;
  beforeAll(async () => {
    commandLine = await openCommandLine();
    open = await startTestApp();
    byInvitation = await startTestApp({
      DATABASE_URL: commandLine.databaseUrl,
      REGISTRATION: 'invite',
      RATE_LIMITS: 'on',
    });
    closed = await startTestApp({ REGISTRATION: 'Closed', RATE_LIMITS: 'on' });
  });
  afterAll(async () => {
    for (const app of [open, byInvitation, closed]) await app.close();
    await commandLine.close();
  });

  const statusOf = async (app: TestApp, { uid, token }: MailedLink): Promise<string> =>
    (await newClient(app).send(STATUS, { uid, token })).data.registrationLink;
  const complete = (app: TestApp, link: MailedLink) => newClient(app).completeRegistration(link, GOOD_PASSWORD);
  const invite = (args: readonly string[], environment: Record<string, string> = { REGISTRATION: 'invite' }) =>
    commandLine.run(['account', 'invite', ...args], { environment });

  const linkTo = async (app: TestApp, address: string): Promise<MailedLink> =>
    (await readMail(app, address)).links['register-confirm'] ?? { uid: '', token: '' };

  it('is said alike for every text: free, taken, disabled and no address, as often as anyone asks, without a statement', {
    tags: ['registration-closed'],
  }, async () => {
    for (const [app, message] of [
      [byInvitation, 'Accounts are created by invitation only here. Ask for an invitation.'],
      [closed, 'No new accounts can be created here at the moment.'],
    ] as const) {
      await operatorOf(app).bringIn('taken@example.com');
      await operatorOf(app).bringIn('disabled@example.com');
      await operatorOf(app).disable('disabled@example.com');
      const texts = ['free@example.com', 'taken@example.com', 'disabled@example.com', 'no address', ''];
      const statements = await statementsSent(app.app.database, async () => {
        for (let n = 0; n < 6; n += 1)
          for (const email of texts) {
            const { status, headers, data, errors } = await newClient(app).send(REGISTER, { email });
            expect({ status, data, errors }).toEqual({
              status: 200,
              data: { register: { __typename: 'RegistrationClosed', message } },
              errors: undefined,
            });
            expect(headers.get('set-cookie')).toBeNull();
          }
      });
      expect(statements.filter(text => /account|rate_limit|insert/i.test(text))).toEqual([]);
    }
  });

  it('decides about links as well: one that was asked for works while registration is open, and is SPENT meanwhile', async () => {
    await newClient(open).register('asked@example.com');
    const link = await linkTo(open, 'asked@example.com');
    for (const app of [byInvitation, closed]) {
      expect(await statusOf(app, link)).toBe('SPENT');
      expect(await complete(app, link)).toMatchObject({ __typename: 'InvalidLink', status: 'SPENT' });
    }
    expect(await statusOf(open, link)).toBe('VALID');
    expect(await complete(open, link)).toMatchObject({ __typename: 'RegistrationComplete' });
  });

  it('is never told to ask for a link that cannot be had, or would be of no use', async () => {
    await newClient(open).register('nowhere@example.com');
    const link = await linkTo(open, 'nowhere@example.com');
    const none = { uid: link.uid, token: '' };
    await complete(open, link);
    const spent =
      'This address has an account by now, or accounts are no longer created this way. If you have one, sign in.';
    for (const app of [open, byInvitation, closed])
      expect(await complete(app, link)).toMatchObject({ status: 'SPENT', message: spent });
    expect(await complete(closed, none)).toMatchObject({
      status: 'INVALID',
      message: 'No new accounts can be created here at the moment.',
    });
    expect(await complete(open, none)).toMatchObject({ message: expect.stringContaining('ask for a new one') });
  });

  it('includes those whom an operator invites, by a link that works once, in the language that was asked for', async () => {
    const invited = await invite(['Ada@example.com', '--language', 'de']);
    expect(invited).toMatchObject({ status: 0, stdout: '' });
    expect(invited.stderr).toContain('24 hours');
    const link = await linkTo(byInvitation, 'Ada@example.com');
    expect((await readMail(byInvitation, 'Ada@example.com')).subject).toBe('Ihre Einladung zu Rekey');

    expect(await statusOf(closed, link)).toBe('SPENT');
    expect(await complete(closed, link)).toMatchObject({ __typename: 'InvalidLink', status: 'SPENT' });
    expect([await statusOf(open, link), await statusOf(byInvitation, link)]).toEqual(['VALID', 'VALID']);
    const parallel = await Promise.all(Array.from({ length: 8 }, () => complete(byInvitation, link)));
    expect(parallel.filter(({ __typename }) => __typename === 'RegistrationComplete')).toHaveLength(1);
    expect(await statusOf(byInvitation, link)).toBe('SPENT');
    expect(await newClient(byInvitation).login('ada@example.com', GOOD_PASSWORD)).toMatchObject({
      __typename: 'LoggedIn',
    });
  });

  it('is no other purpose: an invitation resets nothing, and expires like a registration', async () => {
    await invite(['later@example.com']);
    const link = await linkTo(byInvitation, 'later@example.com');
    expect(await newClient(open).resetPassword(link, GOOD_PASSWORD)).toMatchObject({ status: 'INVALID' });
    byInvitation.clock.advance(86_402);
    expect(await statusOf(byInvitation, link)).toBe('EXPIRED');
  });

  it('keeps from an operator’s terminal nothing that an invitation would not do', async () => {
    const refused = await invite(['grace@example.com'], { REGISTRATION: 'closed' });
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain('REGISTRATION is closed');
    expect((await invite(['no address'])).status).toBe(1);
    expect((await invite(['ada@example.com', '--language', 'xx'])).status).not.toBe(0);
    const unknown = await commandLine.run(['doctor'], { environment: { REGISTRATION: 'sometimes' } });
    expect(unknown.stderr + unknown.stdout).toContain('REGISTRATION must be one of open, invite, closed');
  });

  it('is said by the pages, before and without any request', async () => {
    const page = async (app: TestApp, path: string) => (await rawRequest(app, path)).text;
    expect(await page(open, '/login')).toContain('Create an account');
    expect(await page(byInvitation, '/login')).toContain('You need an invitation');
    for (const app of [byInvitation, closed]) {
      expect(await page(app, '/login')).not.toContain('Create an account');
      expect(await page(app, '/register')).not.toContain('<form');
    }
    expect(await page(byInvitation, '/register')).toContain('by invitation only');
    expect(await page(closed, '/register')).toContain('No new accounts');
  });
});

it('an operator’s script cannot fill a mailbox with invitations', async () => {
  const commandLine = await openCommandLine();
  const environment = { REGISTRATION: 'invite', RATE_LIMITS: 'on' };
  const statuses: Array<number | null> = [];
  for (let n = 0; n < 6; n += 1) {
    statuses.push((await commandLine.run(['account', 'invite', `often+${n}@example.com`], { environment })).status);
  }
  expect(statuses).toEqual([0, 0, 0, 0, 0, 1]);
  await commandLine.close();
});

describe('an invitation to an address that is taken', () => {
  it('tells its owner that there is an account, and a disabled one nothing', async () => {
    const commandLine = await openCommandLine();
    const app = await startTestApp({ DATABASE_URL: commandLine.databaseUrl });
    await registerAccount(app, 'owner@example.com');
    expect((await commandLine.run(['account', 'invite', 'OWNER@example.com'])).status).toBe(0);
    const note = await readMail(app, 'owner@example.com', 2);
    expect(note.links).toEqual({});
    expect(note.text).toContain('/login');

    await operatorOf(app).disable('owner@example.com');
    await commandLine.run(['account', 'invite', 'owner@example.com']);
    // Jobs are delivered in their order within moments: one that is known to arrive comes after it.
    await registerAccount(app, 'next@example.com');
    expect(app.sink.mails.filter(mail => mail.to.includes('owner@example.com'))).toHaveLength(2);
    await app.close();
    await commandLine.close();
  });
});
