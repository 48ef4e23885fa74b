import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForReset, readMail, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';

const RESET =
  'mutation ($uid: String!, $token: String!, $password: String!) { resetPassword(uid: $uid, token: $token, newPassword: $password) { __typename } }';

describe('resetting a password with a mailed link', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  /** The mail after a reset that a new person requests in this language. */
  async function noteAfter(address: string, language: string) {
    await registerAccount(app, address);
    const { reset } = await askForReset(app, address, 2);
    await newClient(app).send(RESET, { ...reset, password: OTHER_PASSWORD }, { 'accept-language': language });
    return readMail(app, address, 3);
  }

  it('lets a person who has lost their password sign in again', { tags: ['reset-ends-sessions'] }, async () => {
    const client = await registerAccount(app, 'ada@example.com');
    const { reset } = await askForReset(app, 'ada@example.com', 2);

    expect(await client.resetPassword(reset, OTHER_PASSWORD)).toMatchObject({ __typename: 'PasswordResetComplete' });

    expect(await client.me()).toBeNull();
    expect(await client.login('ada@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'InvalidCredentials' });
    expect(await client.login('ada@example.com', OTHER_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
    expect(await client.me()).toBe('ada@example.com');
  });

  it('ends every session of the account', { tags: ['reset-ends-sessions'] }, async () => {
    const laptop = await registerAccount(app, 'grace@example.com');
    await laptop.login('grace@example.com', GOOD_PASSWORD);
    const { reset } = await askForReset(app, 'grace@example.com', 2);

    await newClient(app).resetPassword(reset, OTHER_PASSWORD);

    expect(await laptop.me()).toBeNull();
  });

  it('lets exactly one of twenty parallel uses of a link win, and sends one note', {
    tags: ['reset-one-wins'],
  }, async () => {
    await registerAccount(app, 'race@example.com');
    const { reset } = await askForReset(app, 'race@example.com', 2);
    const passwords = Array.from({ length: 20 }, (_, n) => `${OTHER_PASSWORD} ${n}`);

    const results = await Promise.all(passwords.map(password => newClient(app).resetPassword(reset, password)));

    const winners = passwords.filter((_, n) => results[n].__typename === 'PasswordResetComplete');
    expect(winners).toHaveLength(1);
    expect(results.filter(result => result.status === 'SPENT')).toHaveLength(19);
    expect(await newClient(app).login('race@example.com', winners[0] ?? '')).toMatchObject({ __typename: 'LoggedIn' });
    await readMail(app, 'race@example.com', 3);
    expect(app.sink.mails.filter(mail => mail.to.includes('race@example.com'))).toHaveLength(3);
  });

  it('tells the owner afterwards, in a mail without a token', { tags: ['mail-note'] }, async () => {
    await registerAccount(app, 'note@example.com');
    const { reset } = await askForReset(app, 'note@example.com', 2);
    await newClient(app).resetPassword(reset, OTHER_PASSWORD);

    const note = await readMail(app, 'note@example.com', 3);

    expect(note.links).toEqual({});
    expect(note.text).toContain('note@example.com');
  });

  it('keeps the link alive when the new password is refused, and names every broken rule', async () => {
    await registerAccount(app, 'rules@example.com');
    const { reset } = await askForReset(app, 'rules@example.com', 2);

    const refused = await newClient(app).resetPassword(reset, '12345678');

    expect(refused.__typename).toBe('PasswordRejected');
    expect(refused.violations.map((violation: { rule: string }) => violation.rule)).toEqual([
      'TOO_SHORT',
      'ENTIRELY_NUMERIC',
      'TOO_COMMON',
      'TOO_WEAK',
    ]);
    expect(await newClient(app).resetPassword(reset, OTHER_PASSWORD)).toMatchObject({
      __typename: 'PasswordResetComplete',
    });
  });

  it('is written down for the owner, with when and from where', async () => {
    await registerAccount(app, 'written@example.com');
    const { reset } = await askForReset(app, 'written@example.com', 2);
    app.clock.advance(60);
    const after = app.now().getTime();
    const headers = { 'user-agent': 'Browser of the owner' };
    await newClient(app).send(RESET, { ...reset, password: OTHER_PASSWORD }, headers);

    const owner = newClient(app);
    await owner.login('written@example.com', OTHER_PASSWORD);
    const { data } = await owner.send('{ me { securityEvents { kind at userAgent ipAddress } } }');
    const [, event] = data.me.securityEvents;
    expect(event).toMatchObject({
      kind: 'PASSWORD_RESET',
      userAgent: 'Browser of the owner',
      ipAddress: '127.0.0.1',
    });
    expect(Date.parse(event.at)).toBeGreaterThanOrEqual(after);
  });

  it('is told in the language in which it was asked for', async () => {
    const english = await noteAfter('english@example.com', 'en');
    const german = await noteAfter('german@example.com', 'de');
    expect(german.subject).not.toBe(english.subject);
  });
});
