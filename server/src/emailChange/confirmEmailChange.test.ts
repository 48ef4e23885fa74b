import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { derive } from '../passwords/hashingWork.ts';
import { hashPassword } from '../passwords/passwordHash.ts';
import { operatorOf } from '../testing/operator.ts';
import { askForEmailChange, askForReset, readMail, registerAccount, revertLinkIn } from '../testing/people.ts';
import { rawRequest } from '../testing/rawRequest.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type MailedLink, newClient, OTHER_PASSWORD, type TestClient } from '../testing/testClient.ts';

const STATUS = 'query ($uid: String!, $token: String!) { emailChangeLink(uid: $uid, token: $token) }';

describe('confirming another address', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  async function signedIn(address: string): Promise<TestClient> {
    const client = await registerAccount(app, address);
    await client.login(address, GOOD_PASSWORD);
    return client;
  }
  const statusOf = async (link: MailedLink): Promise<string> =>
    (await newClient(app).send(STATUS, { ...link })).data.emailChangeLink;
  const confirm = (link: MailedLink) => newClient(app).confirmEmailChange(link);
  const SPENT = { __typename: 'InvalidLink', status: 'SPENT' };

  it('gives the account its new address, in its owner’s spelling, signs in no one, and ends every session', {
    tags: ['email-change-proved'],
  }, async () => {
    const client = await signedIn('ada@example.com');
    const link = await askForEmailChange(app, client, 'Countess@example.com');
    expect(await statusOf(link)).toBe('VALID');

    const reader = newClient(app);
    expect(await reader.confirmEmailChange(link)).toEqual({
      __typename: 'EmailChanged',
      message: expect.stringContaining('new address'),
    });
    expect(reader.cookies.has('rekey_session')).toBe(false);
    expect(reader.cookies.has('rekey_device')).toBe(true);
    expect(await reader.me()).toBeNull();
    expect(await client.me()).toBeNull();
    expect(await newClient(app).login('ada@example.com', GOOD_PASSWORD)).toMatchObject({
      __typename: 'InvalidCredentials',
    });
    expect(await client.login('COUNTESS@example.com', GOOD_PASSWORD)).toMatchObject({
      account: { email: 'Countess@example.com' },
    });
    const { data } = await client.send('{ me { securityEvents(first: 3) { kind } } }');
    expect(data.me.securityEvents).toEqual([
      { kind: 'LOGGED_IN' },
      { kind: 'EMAIL_CHANGED' },
      { kind: 'EMAIL_CHANGE_REQUESTED' },
    ]);
    expect(await statusOf(link)).toBe('SPENT');
    expect(await confirm(link)).toMatchObject(SPENT);
  });

  it('leaves the session that confirms, where it is of the account, and that of another account alone', async () => {
    const client = await signedIn('stays@example.com');
    const other = newClient(app);
    await other.login('stays@example.com', GOOD_PASSWORD);
    const link = await askForEmailChange(app, client, 'stays.new@example.com');
    expect(await client.confirmEmailChange(link)).toMatchObject({ __typename: 'EmailChanged' });
    expect(await client.me()).toBe('stays.new@example.com');
    expect(await other.me()).toBeNull();

    const neighbour = await signedIn('neighbour@example.com');
    const again = await askForEmailChange(app, client, 'stays.again@example.com');
    expect(await neighbour.confirmEmailChange(again)).toMatchObject({ __typename: 'EmailChanged' });
    expect(await neighbour.me()).toBe('neighbour@example.com');
    expect(await client.me()).toBeNull();
  });

  it('tells the former address, with device, time and the way back, and not the new address', {
    tags: ['email-change-undone'],
  }, async () => {
    const client = await signedIn('told@example.com');
    const link = await askForEmailChange(app, client, 'secret.new@example.com');
    await client.send(
      'mutation ($uid: String!, $token: String!) { confirmEmailChange(uid: $uid, token: $token) { __typename } }',
      { ...link },
      { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0' },
    );
    const note = await readMail(app, 'told@example.com', 2);
    expect(note.subject).toBe('The email address of your Rekey account was changed');
    expect(note.text).toContain('Firefox on Windows');
    expect(note.text).toMatch(/20\d\d .* UTC/);
    expect(note.text).toContain('7 days');
    expect(Object.keys(note.links)).toEqual(['email-change-revert']);
    expect(note.text).not.toContain('secret.new');
    expect(app.sink.mails.filter(mail => mail.to.includes('secret.new@example.com'))).toHaveLength(1);
  });

  it('spends every other link of the account, and a registration link that was mailed to the former address', async () => {
    const address = 'links@example.com';
    const client = newClient(app);
    await client.register(address);
    const unused = (await readMail(app, address)).links['register-confirm'] as MailedLink;
    await client.register(address);
    const registration = (await readMail(app, address, 2)).links['register-confirm'] as MailedLink;
    await client.completeRegistration(registration, GOOD_PASSWORD);
    await client.login(address, GOOD_PASSWORD);
    const { reset, revoke } = await askForReset(app, address, 3);
    const unconfirmed = await askForEmailChange(app, client, 'links.other@example.com');
    const link = await askForEmailChange(app, client, 'links.new@example.com');
    expect(await confirm(link)).toMatchObject({ __typename: 'EmailChanged' });

    expect(await confirm(unconfirmed)).toMatchObject(SPENT);
    expect(await newClient(app).resetPassword(reset, OTHER_PASSWORD)).toMatchObject(SPENT);
    for (const link of [unused, registration])
      expect(await newClient(app).completeRegistration(link, OTHER_PASSWORD)).toMatchObject(SPENT);
    const { data } = await newClient(app).send(
      'mutation ($uid: String!, $token: String!) { revokePasswordReset(uid: $uid, token: $token) { ... on InvalidLink { status } } }',
      { ...revoke },
    );
    expect(data.revokePasswordReset.status).toBe('SPENT');

    // Nor do they work again once the account is back at its former address, with the same password.
    await revertLinkIn(app, address, 4);
    await client.login('links.new@example.com', GOOD_PASSWORD);
    await confirm(await askForEmailChange(app, client, address, { count: 5 }));
    expect(await newClient(app).resetPassword(reset, OTHER_PASSWORD)).toMatchObject(SPENT);
    expect(await confirm(unconfirmed)).toMatchObject(SPENT);
    expect(await confirm(link)).toMatchObject(SPENT);

    // The former address is free for a new account, whose link is made now.
    await revertLinkIn(app, 'links.new@example.com', 2);
    app.clock.advance(1);
    await newClient(app).register('links.new@example.com');
    const fresh = (await readMail(app, 'links.new@example.com', 3)).links['register-confirm'] as MailedLink;
    expect(await newClient(app).completeRegistration(fresh, OTHER_PASSWORD)).toMatchObject({
      __typename: 'RegistrationComplete',
    });
  });

  it('is spent by everything that spends a reset link, and by an account that has the address since', async () => {
    const spentBy = {
      'a change of password': async (client: TestClient) =>
        void (await client.send(
          `mutation { changePassword(currentPassword: "${GOOD_PASSWORD}", newPassword: "${OTHER_PASSWORD}") { __typename } }`,
        )),
      'a reset': async (_client: TestClient, address: string) => {
        const { reset } = await askForReset(app, address, 2);
        await newClient(app).resetPassword(reset, GOOD_PASSWORD);
      },
      '"it was not me"': async (_client: TestClient, address: string) => {
        const { revoke } = await askForReset(app, address, 2);
        await newClient(app).send(
          'mutation ($uid: String!, $token: String!) { revokePasswordReset(uid: $uid, token: $token) { __typename } }',
          { ...revoke },
        );
      },
      disabling: (_client: TestClient, address: string) => operatorOf(app).disable(address),
      'disabling, also once enabled again': async (_client: TestClient, address: string) => {
        await operatorOf(app).disable(address);
        await operatorOf(app).enable(address);
      },
      'an account at the address': async (_client: TestClient, _address: string, newAddress: string) =>
        void (await operatorOf(app).bringIn(newAddress)),
    };
    for (const [n, [what, spend]] of Object.entries(spentBy).entries()) {
      const [address, newAddress] = [`spent${n}@example.com`, `spent${n}.new@example.com`];
      const client = await signedIn(address);
      const link = await askForEmailChange(app, client, newAddress);
      await spend(client, address, newAddress);
      expect(await statusOf(link), what).toBe('SPENT');
      expect(await confirm(link), what).toMatchObject(SPENT);
    }
  });

  it('is not spent by looking at it, by sign-ins or by another link', async () => {
    const client = await signedIn('kept@example.com');
    const link = await askForEmailChange(app, client, 'kept.new@example.com');
    await askForEmailChange(app, client, 'kept.other@example.com');
    await client.login('kept@example.com', GOOD_PASSWORD);
    await client.login('kept@example.com', OTHER_PASSWORD);
    for (const method of ['GET', 'HEAD']) await rawRequest(app, `/email-change/${link.uid}/${link.token}`, { method });
    expect(await statusOf(link)).toBe('VALID');
    expect(await statusOf({ uid: link.uid.toUpperCase(), token: link.token.toUpperCase() })).toBe('VALID');
    expect(await confirm(link)).toMatchObject({ __typename: 'EmailChanged' });
  });

  it('is INVALID for a link that is malformed, forged, of another purpose, or of an account that is gone', async () => {
    const address = 'purposes@example.com';
    const client = newClient(app);
    await client.register(address);
    const registration = (await readMail(app, address)).links['register-confirm'] as MailedLink;
    await client.completeRegistration(registration, GOOD_PASSWORD);
    await client.login(address, GOOD_PASSWORD);
    const { reset, revoke } = await askForReset(app, address, 2);
    const link = await askForEmailChange(app, client, 'purposes.new@example.com');
    const { uid, token } = link;
    const forged = [
      reset,
      revoke,
      registration,
      { uid: '', token: '' },
      { uid: uid.slice(0, 32), token },
      { uid: uid.slice(0, 30), token },
      { uid: `${uid}61`, token },
      { uid, token: `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}` },
      { uid, token: token.slice(2) },
      { uid, token: reset.token },
    ];
    for (const bad of forged) {
      expect(await statusOf(bad)).toBe('INVALID');
      expect(await confirm(bad)).toMatchObject({ __typename: 'InvalidLink', status: 'INVALID' });
    }
    // Nor does it do what another link does.
    expect(await newClient(app).resetPassword(link, OTHER_PASSWORD)).toMatchObject({ status: 'INVALID' });
    expect(await newClient(app).completeRegistration(link, OTHER_PASSWORD)).toMatchObject({ status: 'INVALID' });
    expect(await newClient(app).revertEmailChange(link)).toMatchObject({ status: 'INVALID' });

    await operatorOf(app).remove(address);
    expect(await statusOf(link)).toBe('INVALID');
    await registerAccount(app, 'purposes@example.com').catch(() => undefined);
    expect(await confirm(link)).toMatchObject({ status: 'INVALID' });
  });

  it('works as long as a registration link does, and is EXPIRED after it', async () => {
    // Neither step asks whether new accounts may be created.
    const short = await startTestApp({ REGISTRATION_TIMEOUT: '100', REGISTRATION: 'closed' });
    const passwordHash = await hashPassword(async work => derive(work), GOOD_PASSWORD, 4);
    await operatorOf(short).bringIn('time@example.com', passwordHash);
    const client = newClient(short);
    await client.login('time@example.com', GOOD_PASSWORD);
    const link = await askForEmailChange(short, client, 'time.new@example.com');
    const status = async () => (await client.send(STATUS, { ...link })).data.emailChangeLink;
    short.clock.advance(40);
    expect(await status()).toBe('VALID');
    short.clock.advance(61);
    expect(await status()).toBe('EXPIRED');
    expect(await newClient(short).confirmEmailChange(link)).toMatchObject({ status: 'EXPIRED' });
    await short.close();
  });

  it('is done by one of ten parallel uses of a link, and told once', {
    tags: ['email-change-one-wins'],
  }, async () => {
    const client = await signedIn('ten@example.com');
    const link = await askForEmailChange(app, client, 'ten.new@example.com');
    const results = await Promise.all(Array.from({ length: 10 }, () => confirm(link)));
    expect(results.filter(({ __typename }) => __typename === 'EmailChanged')).toHaveLength(1);
    expect(results.filter(({ status }) => status === 'SPENT')).toHaveLength(9);
    await revertLinkIn(app, 'ten@example.com', 2);
    await askForReset(app, 'ten.new@example.com', 2);
    expect(app.sink.mails.filter(mail => mail.to.includes('ten@example.com'))).toHaveLength(2);
  });

  it('is won by one of ten accounts that race for one address, which no two ever have', {
    tags: ['email-change-one-wins'],
  }, async () => {
    const links: MailedLink[] = [];
    const passwordHash = await hashPassword(async work => derive(work), GOOD_PASSWORD, 4);
    for (let n = 0; n < 10; n += 1) {
      const address = `racer${n}@example.com`;
      await operatorOf(app).bringIn(address, passwordHash);
      const client = newClient(app);
      await client.login(address, GOOD_PASSWORD);
      links.push(await askForEmailChange(app, client, 'prize@example.com', { count: n + 1 }));
    }
    const results = await Promise.all(links.map(confirm));
    expect(results.filter(({ __typename }) => __typename === 'EmailChanged')).toHaveLength(1);
    expect(results.filter(({ status }) => status === 'SPENT')).toHaveLength(9);
    expect(await newClient(app).login('prize@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });
});
