import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Account } from '../accounts/account.ts';
import { ClosedAddress } from '../accounts/closedAddress.ts';
import { SecurityEvent } from '../accounts/securityEvent.ts';
import { Job } from '../queue/job.ts';
import { operatorOf } from '../testing/operator.ts';
import { askForEmailChange, askForReset, readMail, registerAccount, revertLinkIn } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD, type TestClient } from '../testing/testClient.ts';
import { Session } from './session.ts';

const DELETE =
  'mutation ($password: String!) { deleteAccount(currentPassword: $password) { __typename ... on AccountDeleted { message } ... on Problem { message } ... on TooManyRequests { retryAfter } } }';
const STATUS =
  'query ($uid: String!, $token: String!) { registrationLink(uid: $uid, token: $token) passwordResetLink(uid: $uid, token: $token) }';

describe('deleting oneself', { tags: ['account-deleted'] }, () => {
  let app: TestApp;
  beforeAll(async () => {
    // Dear enough that parallel calls have all been checked before the first of them deletes.
    app = await startTestApp({ BCRYPT_COST: '8' });
  });
  afterAll(() => app.close());

  const em = () => app.app.database.em.fork();
  const leave = async (client: TestClient, password = GOOD_PASSWORD) =>
    (await client.send(DELETE, { password })).data.deleteAccount;
  async function signedIn(address: string, own = app): Promise<TestClient> {
    const client = await registerAccount(own, address);
    await client.login(address, GOOD_PASSWORD);
    return client;
  }
  async function noteIsSent(): Promise<void> {
    while ((await em().count(Job, { kind: 'account-deleted', state: 'queued' })) > 0)
      await new Promise(resolve => setTimeout(resolve, 20));
  }

  it('asks for a session and the current password, and is told to the owner by mail', async () => {
    const client = await signedIn('ada@example.com');
    expect(await leave(newClient(app))).toMatchObject({ __typename: 'NotSignedIn' });
    expect(await leave(client, OTHER_PASSWORD)).toEqual({
      __typename: 'InvalidCredentials',
      message: 'The current password is wrong.',
    });
    expect(await client.me()).toBe('ada@example.com');

    expect(await leave(client)).toEqual({ __typename: 'AccountDeleted', message: 'Your account has been deleted.' });
    expect(client.cookies.has('rekey_session')).toBe(false);
    const note = await readMail(app, 'ada@example.com', 2);
    expect(note.subject).toBe('Your Rekey account was deleted');
    expect(note.links).toEqual({});
    expect(await newClient(app).login('ada@example.com', GOOD_PASSWORD)).toMatchObject({
      __typename: 'InvalidCredentials',
    });
  });

  it('takes along sessions, events and every mail job with the address, in any spelling, and nothing of anyone else', async () => {
    for (const address of ['Grace.Hopper@example.com', 'jürgen@example.com']) {
      const client = await signedIn(address);
      const other = newClient(app);
      await other.login(address, GOOD_PASSWORD);
      await other.login(address, OTHER_PASSWORD);
      await newClient(app).requestPasswordReset(address.toUpperCase());
      await readMail(app, address, 2);
      const neighbour = await signedIn(`not.${address}`);
      const { id } = await operatorOf(app).find(address.toLowerCase());

      expect(await leave(client)).toMatchObject({ __typename: 'AccountDeleted' });
      await noteIsSent();

      expect(await other.me()).toBeNull();
      expect(await em().count(Account, { id })).toBe(0);
      expect(await em().count(Session, { account: id })).toBe(0);
      expect(await em().count(SecurityEvent, { account: id })).toBe(0);
      const jobs = await em().find(Job, {});
      const about = jobs.filter(job => job.accountId === id || job.address?.toLowerCase() === address.toLowerCase());
      expect(about).toEqual([]);
      expect(await neighbour.me()).toBe(`not.${address}`);
      expect(jobs.filter(job => job.address === `not.${address}`)).not.toEqual([]);
    }
  });

  it('keeps of the note nothing but that one was sent, and of the address a keyed hash', async () => {
    const client = await signedIn('note@example.com');
    await leave(client);
    await noteIsSent();
    for (const job of await em().find(Job, { kind: 'account-deleted' }))
      expect(job).toMatchObject({ state: 'sent', address: null, accountId: null, ipAddress: null, userAgent: null });
    const closed = await em().find(ClosedAddress, {});
    expect(JSON.stringify(closed)).not.toContain('note');
    expect(closed.length).toBeGreaterThan(0);
  });

  it('makes every link of the account INVALID, also when the address registers again', async () => {
    const address = 'again@example.com';
    const client = newClient(app);
    await client.register(address);
    const registration = (await readMail(app, address)).links['register-confirm'] ?? { uid: '', token: '' };
    await client.completeRegistration(registration, GOOD_PASSWORD);
    const { reset, revoke } = await askForReset(app, address, 2);
    await client.login(address, GOOD_PASSWORD);
    expect(await leave(client)).toMatchObject({ __typename: 'AccountDeleted' });
    await readMail(app, address, 3);

    const allInvalid = async () => {
      expect((await client.send(STATUS, { ...registration })).data.registrationLink).toBe('INVALID');
      expect((await client.send(STATUS, { ...reset })).data.passwordResetLink).toBe('INVALID');
      expect(await client.completeRegistration(registration, OTHER_PASSWORD)).toMatchObject({ status: 'INVALID' });
      expect(await client.resetPassword(reset, OTHER_PASSWORD)).toMatchObject({ status: 'INVALID' });
      const revoked = await client.send(
        'mutation ($uid: String!, $token: String!) { revokePasswordReset(uid: $uid, token: $token) { __typename ... on InvalidLink { status } } }',
        { ...revoke },
      );
      expect(revoked.data.revokePasswordReset).toMatchObject({ status: 'INVALID' });
    };
    await allInvalid();
    app.clock.advance(1);
    await client.register(address);
    const fresh = (await readMail(app, address, 4)).links['register-confirm'] ?? { uid: '', token: '' };
    expect(await client.completeRegistration(fresh, GOOD_PASSWORD)).toMatchObject({
      __typename: 'RegistrationComplete',
    });
    await allInvalid();
  });

  it('takes along what was mailed to a former address, until the account left it', async () => {
    const client = await signedIn('former@example.com');
    await askForReset(app, 'former@example.com', 2);
    await client.confirmEmailChange(await askForEmailChange(app, client, 'latter@example.com'));
    await revertLinkIn(app, 'former@example.com', 3);
    app.clock.advance(1);
    await registerAccount(app, 'successor@example.com');
    await askForReset(app, 'successor@example.com', 2);
    await newClient(app).requestPasswordReset('former@example.com');
    expect(await leave(client)).toMatchObject({ __typename: 'AccountDeleted' });
    await noteIsSent();
    const left = await em().find(Job, { address: { $like: '%er@example.com' } });
    expect(left.filter(job => job.address === 'former@example.com')).toMatchObject([{ kind: 'password-reset' }]);
    expect(left.filter(job => job.address === 'latter@example.com')).toEqual([]);
  });

  it('is done by one of several parallel calls, and told once', async () => {
    const client = await signedIn('racing@example.com');
    const cookie = `rekey_session=${client.cookies.get('rekey_session')}`;
    const results = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const { data } = await newClient(app).send(DELETE, { password: GOOD_PASSWORD }, { cookie });
        return data.deleteAccount.__typename;
      }),
    );
    expect(results.filter(name => name === 'AccountDeleted')).toHaveLength(1);
    expect(results.filter(name => name === 'NotSignedIn')).toHaveLength(5);
    await noteIsSent();
    expect(app.sink.mails.filter(mail => mail.to.includes('racing@example.com'))).toHaveLength(2);
  });
});

describe('the bounds of deleting oneself', () => {
  it('are those of guesses at the current password, regardless of what it is asked for', async () => {
    const app = await startTestApp({ RATE_LIMITS: 'on' });
    const client = await registerAccount(app, 'guess@example.com');
    await client.login('guess@example.com', GOOD_PASSWORD);
    const change = `mutation { changePassword(currentPassword: "wrong", newPassword: "${OTHER_PASSWORD}") { __typename } }`;
    for (let n = 0; n < 3; n += 1) {
      expect((await client.send(change)).data.changePassword.__typename).toBe('InvalidCredentials');
    }
    for (let n = 0; n < 2; n += 1) {
      const { data } = await client.send(DELETE, { password: 'wrong' });
      expect(data.deleteAccount.__typename).toBe('InvalidCredentials');
    }
    const { data, headers } = await client.send(DELETE, { password: GOOD_PASSWORD });
    expect(data.deleteAccount.__typename).toBe('TooManyRequests');
    expect(headers.get('retry-after')).toBe(String(data.deleteAccount.retryAfter));
    expect(await client.me()).toBe('guess@example.com');
    await app.close();
  });

  it('are the operator’s: with ACCOUNT_DELETION=off no one is deleted, and the page does not offer it', async () => {
    const app = await startTestApp({ ACCOUNT_DELETION: 'off' });
    const client = await registerAccount(app, 'stays@example.com');
    await client.login('stays@example.com', GOOD_PASSWORD);
    for (const password of [GOOD_PASSWORD, OTHER_PASSWORD]) {
      const { data } = await client.send(DELETE, { password });
      expect(data.deleteAccount.__typename).toBe('AccountDeletionDisabled');
    }
    expect(await client.me()).toBe('stays@example.com');
    const page = await (await fetch(`${app.url}/account`)).text();
    expect(page).toContain('&quot;accountDeletion&quot;:false');
    await app.close();
  });
});
