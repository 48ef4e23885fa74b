import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecurityEvent } from '../accounts/securityEvent.ts';
import { Session } from '../sessions/session.ts';
import { type Operator, operatorOf } from '../testing/operator.ts';
import { askForEmailChange, askForReset, readMail, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';

/** How often each race is run; either side may win. */
const ROUNDS = 8;

describe('concurrent operations', { tags: ['reset-one-wins'] }, () => {
  let app: TestApp;
  let operator: Operator;
  let people = 0;
  beforeAll(async () => {
    app = await startTestApp();
    operator = operatorOf(app);
  });
  afterAll(() => app.close());

  async function newPerson() {
    people += 1;
    const address = `racer${people}@example.com`;
    await registerAccount(app, address);
    const { reset, revoke } = await askForReset(app, address, 2);
    const { id } = await operator.find(address);
    return { address, id, reset, revoke };
  }
  /** At once: most of the time it takes is that of their mails. */
  const newPeople = () => Promise.all(Array.from({ length: ROUNDS }, newPerson));
  const liveSessions = (id: string) => app.app.database.em.fork().count(Session, { account: id });
  const eventsOf = async (id: string) =>
    (await app.app.database.em.fork().find(SecurityEvent, { account: id }, { orderBy: { id: 'asc' } })).map(
      ({ kind }) => kind,
    );
  const login = (address: string, password: string) => newClient(app).login(address, password);

  it('a reset and sign-ins with the old password leave either the reset or the sign-ins, never a session of the old password after the reset', async () => {
    for (const { address, id, reset } of await newPeople()) {
      const [result, ...logins] = await Promise.all([
        newClient(app).resetPassword(reset, OTHER_PASSWORD),
        ...Array.from({ length: 4 }, () => login(address, GOOD_PASSWORD)),
      ]);
      if (result.__typename === 'PasswordResetComplete') {
        expect(await liveSessions(id)).toBe(0);
        expect(await login(address, GOOD_PASSWORD)).toMatchObject({ __typename: 'InvalidCredentials' });
        expect(await login(address, OTHER_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
      } else {
        expect(result).toMatchObject({ __typename: 'InvalidLink', status: 'SPENT' });
        expect(await liveSessions(id)).toBe(logins.filter(each => each.__typename === 'LoggedIn').length);
        expect(await login(address, GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
      }
    }
  });

  it('a reset and a disabling leave the account disabled, without sessions, in either order', async () => {
    for (const { address, id, reset } of await newPeople()) {
      const [result] = await Promise.all([
        newClient(app).resetPassword(reset, OTHER_PASSWORD),
        operator.disable(address),
      ]);
      expect(['PasswordResetComplete', 'InvalidLink']).toContain(result.__typename);
      if (result.__typename === 'InvalidLink') expect(result.status).toBe('SPENT');
      expect(await liveSessions(id)).toBe(0);
      for (const password of [GOOD_PASSWORD, OTHER_PASSWORD]) {
        expect(await login(address, password)).toMatchObject({ __typename: 'InvalidCredentials' });
      }
      await operator.enable(address);
      const valid = result.__typename === 'PasswordResetComplete' ? OTHER_PASSWORD : GOOD_PASSWORD;
      expect(await login(address, valid)).toMatchObject({ __typename: 'LoggedIn' });
    }
  });

  it('a sign-in and a disabling leave no session', async () => {
    for (const { address, id } of await newPeople()) {
      await Promise.all([login(address, GOOD_PASSWORD), login(address, GOOD_PASSWORD), operator.disable(address)]);
      expect(await liveSessions(id)).toBe(0);
    }
  });

  it('a reset and "it was not me" let exactly one win', async () => {
    for (const { address, id, reset, revoke } of await newPeople()) {
      const [result, revoked] = await Promise.all([
        newClient(app).resetPassword(reset, OTHER_PASSWORD),
        newClient(app).send(
          'mutation ($uid: String!, $token: String!) { r: revokePasswordReset(uid: $uid, token: $token) { __typename } }',
          { ...revoke },
        ),
      ]);
      const won = [result.__typename === 'PasswordResetComplete', revoked.data.r.__typename === 'PasswordResetRevoked'];
      expect(won.filter(Boolean)).toHaveLength(1);
      const kinds = await eventsOf(id);
      expect(kinds.filter(kind => kind === 'PASSWORD_RESET' || kind === 'PASSWORD_RESET_REVOKED')).toHaveLength(1);
      expect(await login(address, won[0] ? OTHER_PASSWORD : GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
    }
  });

  it('a reset and a change of password let exactly one win, and its password is the one that works', async () => {
    for (const { address, reset } of await newPeople()) {
      const client = newClient(app);
      await client.login(address, GOOD_PASSWORD);
      const [result, changed] = await Promise.all([
        newClient(app).resetPassword(reset, `${OTHER_PASSWORD} reset`),
        client.send(
          'mutation ($old: String!, $new: String!) { r: changePassword(currentPassword: $old, newPassword: $new) { __typename } }',
          { old: GOOD_PASSWORD, new: `${OTHER_PASSWORD} change` },
        ),
      ]);
      const won = {
        reset: result.__typename === 'PasswordResetComplete',
        change: changed.data.r.__typename === 'PasswordChanged',
      };
      expect(Number(won.reset) + Number(won.change)).toBe(1);
      expect(await login(address, `${OTHER_PASSWORD} reset`)).toMatchObject({
        __typename: won.reset ? 'LoggedIn' : 'InvalidCredentials',
      });
      expect(await login(address, `${OTHER_PASSWORD} change`)).toMatchObject({
        __typename: won.change ? 'LoggedIn' : 'InvalidCredentials',
      });
    }
  });

  it('two devices that end each other at once leave one of them signed in', async () => {
    for (const { address, id } of await newPeople()) {
      const devices = [newClient(app), newClient(app)];
      for (const device of devices) await device.login(address, GOOD_PASSWORD);
      const answers = await Promise.all(devices.map(device => device.send('mutation { endSessions }')));
      expect(answers.filter(({ data }) => data.endSessions)).toHaveLength(1);
      expect(await liveSessions(id)).toBe(1);
    }
  });

  it('a reset and a deletion leave nothing behind', async () => {
    for (const { address, id, reset } of await newPeople()) {
      const [result] = await Promise.all([
        newClient(app).resetPassword(reset, OTHER_PASSWORD),
        login(address, GOOD_PASSWORD),
        login(address, OTHER_PASSWORD),
        operator.remove(address),
      ]);
      expect(['PasswordResetComplete', 'InvalidLink']).toContain(result.__typename);
      expect([await liveSessions(id), await eventsOf(id)]).toEqual([0, []]);
      expect(await login(address, OTHER_PASSWORD)).toMatchObject({ __typename: 'InvalidCredentials' });
    }
  });

  it('two links of one account let one win', async () => {
    for (const { address, reset: first } of await newPeople()) {
      const { reset: second } = await askForReset(app, address, 3);
      const results = await Promise.all(
        [first, second, first, second].map((link, n) => newClient(app).resetPassword(link, `${OTHER_PASSWORD} ${n}`)),
      );
      expect(results.filter(each => each.__typename === 'PasswordResetComplete')).toHaveLength(1);
      expect(results.filter(each => each.status === 'SPENT')).toHaveLength(3);
    }
  });
});

describe('what happens while a password is checked', { tags: ['reset-one-wins'] }, () => {
  let app: TestApp;
  let operator: Operator;
  let people = 0;
  beforeAll(async () => {
    // Dear enough that the check still goes on when the other request comes.
    app = await startTestApp({ BCRYPT_COST: '12' });
    operator = operatorOf(app);
  });
  afterAll(() => app.close());

  const DELETE = `mutation { deleteAccount(currentPassword: "${GOOD_PASSWORD}") { __typename } }`;
  const CHANGE = `mutation { changePassword(currentPassword: "${GOOD_PASSWORD}", newPassword: "${OTHER_PASSWORD}") { __typename } }`;
  const MOVE = `mutation { requestEmailChange(currentPassword: "${GOOD_PASSWORD}", newEmail: "moved@example.com") { __typename } }`;
  /** What asks for the current password. */
  const CHECKED = [
    ['deleteAccount', DELETE],
    ['changePassword', CHANGE],
    ['requestEmailChange', MOVE],
  ] as const;

  /** Waits until the password of a request is being checked. Fails where the request is answered before. */
  async function hashingHasBegun(request: Promise<unknown>): Promise<void> {
    let answered = false;
    void request.finally(() => {
      answered = true;
    });
    while (!/^rekey_hashing_running [1-9]/m.test(await (await fetch(`${app.url}/metrics`)).text()))
      expect(answered).toBe(false);
  }

  async function signedIn() {
    people += 1;
    const address = `checked${people}@example.com`;
    const client = await registerAccount(app, address);
    await client.login(address, GOOD_PASSWORD);
    return { address, client };
  }

  it.each(CHECKED)('a session that the owner ends meanwhile does nothing more: %s', async (field, mutation) => {
    const { address, client } = await signedIn();
    const owner = newClient(app);
    await owner.login(address, GOOD_PASSWORD);
    const checked = client.send(mutation);
    await hashingHasBegun(checked);
    expect((await owner.send('mutation { endSessions }')).data.endSessions).toBe(true);
    expect(await checked).toMatchObject({ data: { [field]: { __typename: 'NotSignedIn' } }, errors: undefined });
    expect(await owner.me()).toBe(address);
    expect(await newClient(app).login(address, GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });

  it.each(CHECKED)(
    'an account that an operator deletes meanwhile has no one signed in: %s',
    async (field, mutation) => {
      const { address, client } = await signedIn();
      const checked = client.send(mutation);
      await hashingHasBegun(checked);
      await operator.remove(address);
      expect(await checked).toMatchObject({ data: { [field]: { __typename: 'NotSignedIn' } }, errors: undefined });
    },
  );

  it('an address that the owner confirms meanwhile is deleted with its account, and opens none by an earlier link', async () => {
    const { client } = await signedIn();
    const taken = 'confirmed-meanwhile@example.com';
    await client.register(taken);
    const registration = (await readMail(app, taken)).links['register-confirm'] ?? { uid: '', token: '' };
    const confirmation = await askForEmailChange(app, client, taken, { count: 2 });
    app.clock.advance(1);
    const checked = client.send(DELETE);
    await hashingHasBegun(checked);
    expect(await client.confirmEmailChange(confirmation)).toMatchObject({ __typename: 'EmailChanged' });
    expect(await checked).toMatchObject({ data: { deleteAccount: { __typename: 'AccountDeleted' } } });
    expect(await newClient(app).completeRegistration(registration, GOOD_PASSWORD)).toMatchObject({ status: 'INVALID' });
    expect((await readMail(app, taken, 3)).subject).toMatch(/deleted/);
  });

  it('an account that was created and deleted meanwhile is not created again by the same link', async () => {
    const address = 'created-meanwhile@example.com';
    await newClient(app).register(address);
    const link = (await readMail(app, address)).links['register-confirm'] ?? { uid: '', token: '' };
    const late = newClient(app).completeRegistration(link, OTHER_PASSWORD);
    await hashingHasBegun(late);
    // As another server with a shorter queue would.
    await operator.bringIn(address);
    await operator.remove(address);
    expect(await late).toMatchObject({ __typename: 'InvalidLink', status: 'INVALID' });
  });
});
