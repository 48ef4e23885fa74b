import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForReset, readMail, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';

const CHANGE =
  'mutation ($old: String!, $new: String!) { changePassword(currentPassword: $old, newPassword: $new) { __typename ... on Problem { message } ... on PasswordRejected { violations { rule } } } }';

describe('changing the password', () => {
  let app: TestApp;
  beforeAll(async () => {
    // Dear enough that parallel changes have all been checked before the first of them is written.
    app = await startTestApp({ BCRYPT_COST: '8' });
  });
  afterAll(() => app.close());

  const change = async (client: ReturnType<typeof newClient>, old: string, fresh: string) =>
    (await client.send(CHANGE, { old, new: fresh })).data.changePassword;

  it('asks for the current one, judges the new one, ends every other session and tells the owner once', {
    tags: ['mail-note'],
  }, async () => {
    const client = await registerAccount(app, 'change@example.com');
    await client.login('change@example.com', GOOD_PASSWORD);
    const phone = newClient(app);
    await phone.login('change@example.com', GOOD_PASSWORD);

    expect(await change(newClient(app), GOOD_PASSWORD, OTHER_PASSWORD)).toMatchObject({ __typename: 'NotSignedIn' });
    expect(await change(client, OTHER_PASSWORD, OTHER_PASSWORD)).toMatchObject({ __typename: 'InvalidCredentials' });
    expect(await change(client, GOOD_PASSWORD, 'change@example.com')).toMatchObject({
      __typename: 'PasswordRejected',
      violations: [{ rule: 'TOO_SIMILAR' }],
    });
    expect(await phone.me()).toBe('change@example.com');
    expect(await change(client, GOOD_PASSWORD, OTHER_PASSWORD)).toMatchObject({ __typename: 'PasswordChanged' });

    expect(await client.me()).toBe('change@example.com');
    expect(await phone.me()).toBeNull();
    const note = await readMail(app, 'change@example.com', 2);
    expect(note.links).toEqual({});
    expect(await newClient(app).login('change@example.com', GOOD_PASSWORD)).toMatchObject({
      __typename: 'InvalidCredentials',
    });
    expect(await newClient(app).login('change@example.com', OTHER_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });

  it('lets one of several parallel changes win', async () => {
    const client = await registerAccount(app, 'racing@example.com');
    await client.login('racing@example.com', GOOD_PASSWORD);
    const fresh = Array.from({ length: 8 }, (_, n) => `${OTHER_PASSWORD} ${n}`);
    const results = await Promise.all(fresh.map(password => change(client, GOOD_PASSWORD, password)));
    const winners = fresh.filter((_, n) => results[n].__typename === 'PasswordChanged');
    expect(winners).toHaveLength(1);
    expect(await newClient(app).login('racing@example.com', winners[0] ?? '')).toMatchObject({
      __typename: 'LoggedIn',
    });
  });

  it('is recorded for the owner, with time and origin', async () => {
    const client = await registerAccount(app, 'written@example.com');
    await client.login('written@example.com', GOOD_PASSWORD);
    app.clock.advance(60);
    const after = app.now().getTime();
    await client.send(CHANGE, { old: GOOD_PASSWORD, new: OTHER_PASSWORD }, { 'user-agent': 'Browser of the owner' });

    const { data } = await client.send('{ me { securityEvents { kind at userAgent ipAddress } } }');
    const [event] = data.me.securityEvents;
    expect(event).toMatchObject({
      kind: 'PASSWORD_CHANGED',
      userAgent: 'Browser of the owner',
      ipAddress: '127.0.0.1',
    });
    expect(Date.parse(event.at)).toBeGreaterThanOrEqual(after);
  });

  it('bounds wrong guesses at the current password for that account, and for no other', async () => {
    const own = await startTestApp({ RATE_LIMITS: 'on' });
    try {
      const [ada, eve] = [await registerAccount(own, 'ada@example.com'), await registerAccount(own, 'eve@example.com')];
      await ada.login('ada@example.com', GOOD_PASSWORD);
      await eve.login('eve@example.com', GOOD_PASSWORD);
      for (let n = 0; n < 5; n += 1) await change(ada, OTHER_PASSWORD, OTHER_PASSWORD);

      expect(await change(ada, GOOD_PASSWORD, OTHER_PASSWORD)).toMatchObject({ __typename: 'TooManyRequests' });
      expect(await newClient(own).login('ada@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
      expect(await change(eve, GOOD_PASSWORD, OTHER_PASSWORD)).toMatchObject({ __typename: 'PasswordChanged' });
    } finally {
      await own.close();
    }
  });

  it('leaves an owner time to use a link, however often a thief who knows the password changes it', async () => {
    const own = await startTestApp({ RATE_LIMITS: 'on' });
    try {
      const address = 'robbed@example.com';
      await registerAccount(own, address);
      const thief = newClient(own);
      await thief.login(address, GOOD_PASSWORD);
      let current = GOOD_PASSWORD;
      let outcome = '';
      for (let n = 0; n < 20 && outcome !== 'TooManyRequests'; n += 1) {
        const next = `${OTHER_PASSWORD} ${n}`;
        outcome = (await change(thief, current, next)).__typename;
        if (outcome === 'PasswordChanged') current = next;
      }
      expect(outcome).toBe('TooManyRequests');

      const mailsBefore = 1 + 5;
      await readMail(own, address, mailsBefore);
      const { reset } = await askForReset(own, address, mailsBefore + 1);
      expect((await change(thief, current, GOOD_PASSWORD)).__typename).toBe('TooManyRequests');
      expect(await newClient(own).resetPassword(reset, 'lantern walnut 58 harbour')).toMatchObject({
        __typename: 'PasswordResetComplete',
      });
      expect(await thief.me()).toBeNull();
    } finally {
      await own.close();
    }
  });

  it('does not call the current password wrong because a sign-in or a revoked link came in between', async () => {
    const address = 'between@example.com';
    const client = await registerAccount(app, address);
    await client.login(address, GOOD_PASSWORD);
    const { revoke } = await askForReset(app, address, 2);
    const [changed] = await Promise.all([
      change(client, GOOD_PASSWORD, OTHER_PASSWORD),
      newClient(app).login(address, GOOD_PASSWORD),
      newClient(app).send(
        'mutation ($uid: String!, $token: String!) { revokePasswordReset(uid: $uid, token: $token) { __typename } }',
        { ...revoke },
      ),
    ]);
    expect(changed).toMatchObject({ __typename: 'PasswordChanged' });
  });
});
