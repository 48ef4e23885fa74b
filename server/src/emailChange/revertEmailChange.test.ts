import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Account } from '../accounts/account.ts';
import { SecurityEvent } from '../accounts/securityEvent.ts';
import { operatorOf } from '../testing/operator.ts';
import { askForEmailChange, askForReset, readMail, registerAccount, revertLinkIn } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type MailedLink, newClient, OTHER_PASSWORD, type TestClient } from '../testing/testClient.ts';

const DAY = 24 * 60 * 60;

describe('“it wasn’t me”, from the note about a changed address', { tags: ['email-change-undone'] }, () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ SESSION_IDLE_TIMEOUT: String(30 * DAY) });
  });
  afterAll(() => app.close());

  async function signedIn(address: string): Promise<TestClient> {
    const client = await registerAccount(app, address);
    await client.login(address, GOOD_PASSWORD);
    return client;
  }
  /** Changes the address of a signed-in account, in its own session. `count`: how many mails the new one has then had. */
  async function move(client: TestClient, newAddress: string, count = 1): Promise<void> {
    const link = await askForEmailChange(app, client, newAddress, { count });
    expect(await client.confirmEmailChange(link)).toMatchObject({ __typename: 'EmailChanged' });
  }
  const revert = (link: MailedLink) => newClient(app).revertEmailChange(link);
  const SPENT = { __typename: 'InvalidLink', status: 'SPENT' };
  const REVERTED = { __typename: 'EmailChangeReverted' };

  it('puts the former address back, ends every session, makes the password unusable and mails a reset link', async () => {
    const owner = await signedIn('Ada@example.com');
    const thief = newClient(app);
    await thief.login('ada@example.com', GOOD_PASSWORD);
    await move(thief, 'thief@example.com');
    const { reset: thiefsReset } = await askForReset(app, 'thief@example.com', 2);
    const thiefsChange = await askForEmailChange(app, thief, 'thief.too@example.com');

    const browser = newClient(app);
    const link = await revertLinkIn(app, 'Ada@example.com', 2);
    // A thief who signs in chooses the language of the account; the owner who reverts has the last word.
    await thief.send(
      `mutation { login(email: "thief@example.com", password: "${GOOD_PASSWORD}") { __typename } }`,
      {},
      { 'accept-language': 'de' },
    );
    expect(await browser.revertEmailChange(link)).toEqual({
      __typename: 'EmailChangeReverted',
      message: expect.stringContaining('former address'),
    });
    expect(browser.cookies.has('rekey_session')).toBe(false);
    for (const client of [owner, thief]) expect(await client.me()).toBeNull();
    for (const address of ['ada@example.com', 'thief@example.com'])
      expect(await newClient(app).login(address, GOOD_PASSWORD)).toMatchObject({ __typename: 'InvalidCredentials' });
    expect(await newClient(app).resetPassword(thiefsReset, OTHER_PASSWORD)).toMatchObject(SPENT);
    expect(await thief.confirmEmailChange(thiefsChange)).toMatchObject(SPENT);

    const mail = await readMail(app, 'Ada@example.com', 3);
    expect(mail.subject).toBe('Choose a new password for Rekey');
    const reset = mail.links['password-reset-confirm'] as MailedLink;
    expect(await newClient(app).resetPassword(reset, OTHER_PASSWORD)).toMatchObject({
      __typename: 'PasswordResetComplete',
    });
    const back = newClient(app);
    expect(await back.login('ada@example.com', OTHER_PASSWORD)).toMatchObject({
      account: { email: 'Ada@example.com' },
    });
    const { data } = await back.send('{ me { securityEvents(first: 20) { kind } } }');
    expect(data.me.securityEvents.map(({ kind }: { kind: string }) => kind)).toContain('EMAIL_CHANGE_REVERTED');
  });

  it('works however often the address has changed since, spends its own note and every younger one, and no older one', async () => {
    const client = await signedIn('one@example.com');
    await move(client, 'two@example.com');
    await move(client, 'three@example.com');
    await move(client, 'four@example.com');
    const [one, two, three] = await Promise.all([
      revertLinkIn(app, 'one@example.com', 2),
      revertLinkIn(app, 'two@example.com', 2),
      revertLinkIn(app, 'three@example.com', 2),
    ]);
    expect(await revert(two)).toMatchObject(REVERTED);
    expect((await operatorOf(app).find('two@example.com')).passwordHash).toBeNull();
    expect(await revert(two)).toMatchObject(SPENT);
    expect(await revert(three)).toMatchObject(SPENT);
    expect(await revert(one)).toMatchObject(REVERTED);
    for (const link of [one, two, three]) expect(await revert(link)).toMatchObject(SPENT);
    expect((await operatorOf(app).find('one@example.com')).email).toBe('one@example.com');
  });

  it('leaves notes of later changes working', async () => {
    const client = await signedIn('again@example.com');
    await newClient(app).register('again.b@example.com');
    const registration = (await readMail(app, 'again.b@example.com')).links['register-confirm'] as MailedLink;
    await move(client, 'again.b@example.com', 2);
    expect(await revert(await revertLinkIn(app, 'again@example.com', 2))).toMatchObject(REVERTED);
    const reset = (await readMail(app, 'again@example.com', 3)).links['password-reset-confirm'] as MailedLink;
    await newClient(app).resetPassword(reset, GOOD_PASSWORD);
    // The note about the password goes to the address that the account has at its delivery.
    await readMail(app, 'again@example.com', 4);
    await client.login('again@example.com', GOOD_PASSWORD);
    await move(client, 'again.c@example.com');
    expect(await revert(await revertLinkIn(app, 'again@example.com', 5))).toMatchObject(REVERTED);
    // A registration link from before does not work at an address that the account has left.
    expect(await newClient(app).completeRegistration(registration, OTHER_PASSWORD)).toMatchObject(SPENT);
  });

  it('closes an account that has come back to the address by itself, and leaves it there', async () => {
    const client = await signedIn('circle@example.com');
    await move(client, 'circle.b@example.com');
    const link = await revertLinkIn(app, 'circle@example.com', 2);
    await move(client, 'circle@example.com', 3);
    expect(await revert(link)).toMatchObject(REVERTED);
    const account = await operatorOf(app).find('circle@example.com');
    expect(account).toMatchObject({ email: 'circle@example.com', passwordHash: null });
  });

  it('works for seven days and is EXPIRED after them, no matter what has happened to the account', async () => {
    for (const [name, seconds, outcome] of [
      ['last', 7 * DAY - 60, REVERTED],
      ['late', 7 * DAY + 1, { __typename: 'InvalidLink', status: 'EXPIRED' }],
    ] as const) {
      const client = await signedIn(`${name}@example.com`);
      await move(client, `${name}.new@example.com`);
      const link = await revertLinkIn(app, `${name}@example.com`, 2);
      const { reset, revoke } = await askForReset(app, `${name}.new@example.com`, 2);
      await newClient(app).resetPassword(reset, OTHER_PASSWORD);
      await newClient(app).send(
        'mutation ($uid: String!, $token: String!) { revokePasswordReset(uid: $uid, token: $token) { __typename } }',
        { ...revoke },
      );
      await newClient(app).login(`${name}.new@example.com`, OTHER_PASSWORD);
      app.clock.advance(seconds);
      expect(await revert(link)).toMatchObject(outcome);
    }
  });

  it('is SPENT where another account has the address meanwhile, but ends sessions and password all the same', async () => {
    const client = await signedIn('retaken@example.com');
    await move(client, 'retaken.new@example.com');
    const link = await revertLinkIn(app, 'retaken@example.com', 2);
    app.clock.advance(1);
    await newClient(app).register('retaken@example.com');
    const registration = (await readMail(app, 'retaken@example.com', 3)).links['register-confirm'] as MailedLink;
    await newClient(app).completeRegistration(registration, OTHER_PASSWORD);

    expect(await revert(link)).toMatchObject(SPENT);
    expect(await client.me()).toBeNull();
    expect(await newClient(app).login('retaken.new@example.com', GOOD_PASSWORD)).toMatchObject({
      __typename: 'InvalidCredentials',
    });
    const holder = newClient(app);
    expect(await holder.login('retaken@example.com', OTHER_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });

    const { id } = await operatorOf(app).find('retaken.new@example.com');
    const em = app.app.database.em.fork();
    expect(await em.count(SecurityEvent, { account: id, kind: 'PASSWORD_RESET_REVOKED' })).toBe(1);
    expect(await em.count(SecurityEvent, { account: id, kind: 'EMAIL_CHANGE_REVERTED' })).toBe(0);

    // Once the address is free again, the link still brings the account back to it.
    await holder.send(`mutation { deleteAccount(currentPassword: "${OTHER_PASSWORD}") { __typename } }`);
    expect(await revert(link)).toMatchObject(REVERTED);
    expect((await operatorOf(app).find('retaken@example.com')).email).toBe('retaken@example.com');
  });

  it('is INVALID where it is malformed, forged or of another purpose, or the account is gone, and SPENT while it is disabled', async () => {
    const client = await signedIn('bad@example.com');
    const change = await askForEmailChange(app, client, 'bad.new@example.com');
    await client.confirmEmailChange(change);
    const link = await revertLinkIn(app, 'bad@example.com', 2);
    const { reset, revoke } = await askForReset(app, 'bad.new@example.com', 2);
    const { uid, token } = link;
    for (const other of [change, reset, revoke, { uid, token: change.token }, { uid: uid.slice(0, 32), token }]) {
      expect(await revert(other)).toMatchObject({ __typename: 'InvalidLink', status: 'INVALID' });
    }
    const { data } = await newClient(app).send(
      'query ($uid: String!, $token: String!) { emailChangeLink(uid: $uid, token: $token) passwordResetLink(uid: $uid, token: $token) registrationLink(uid: $uid, token: $token) }',
      { ...link },
    );
    expect(data).toEqual({ emailChangeLink: 'INVALID', passwordResetLink: 'INVALID', registrationLink: 'INVALID' });
    expect(await client.me()).toBe('bad.new@example.com');

    await operatorOf(app).disable('bad.new@example.com');
    expect(await revert(link)).toMatchObject(SPENT);
    expect((await operatorOf(app).find('bad.new@example.com')).passwordHash).not.toBeNull();
    await operatorOf(app).remove('bad.new@example.com');
    expect(await revert(link)).toMatchObject({ __typename: 'InvalidLink', status: 'INVALID' });
  });

  it('works on where an operator has disabled the account meanwhile and enabled it again', async () => {
    const client = await signedIn('suspected@example.com');
    await move(client, 'suspected.new@example.com');
    const link = await revertLinkIn(app, 'suspected@example.com', 2);
    await operatorOf(app).disable('suspected.new@example.com');
    expect(await revert(link)).toMatchObject(SPENT);
    await operatorOf(app).enable('suspected.new@example.com');
    expect(await revert(link)).toMatchObject(REVERTED);
  });

  it('is done by one of ten parallel uses, and wins over the thief’s own link in any order', async () => {
    const client = await signedIn('race@example.com');
    await move(client, 'race.b@example.com');
    await move(client, 'race.c@example.com');
    const owners = await revertLinkIn(app, 'race@example.com', 2);
    const thiefs = await revertLinkIn(app, 'race.b@example.com', 2);
    const ten = Array.from({ length: 10 }, () => revert(owners));
    const results = await Promise.all([revert(thiefs), ...ten, revert(thiefs)]);
    expect(results.slice(1, 11).filter(({ __typename }) => __typename === 'EmailChangeReverted')).toHaveLength(1);
    const account = await operatorOf(app).find('race@example.com');
    expect(account).toMatchObject({ email: 'race@example.com', passwordHash: null });
    for (const link of [owners, thiefs]) expect(await revert(link)).toMatchObject(SPENT);
  });

  it('is told to the former owner where the thief deletes the account', async () => {
    const client = await signedIn('victim@example.com');
    await move(client, 'victims.thief@example.com');
    await client.send(`mutation { deleteAccount(currentPassword: "${GOOD_PASSWORD}") { __typename } }`);
    const told = async () => {
      const mails = app.sink.mails.filter(mail => mail.to.includes('victim@example.com'));
      return mails.some(mail => /^Subject: Your Rekey account was deleted/m.test(mail.raw.toString()));
    };
    while (!(await told())) await app.sink.arrived(app.sink.mails.length + 1);
    expect(await app.app.database.em.fork().count(Account, { canonicalEmail: { $like: 'victim%' } })).toBe(0);
  });
});
