import bcrypt from 'bcrypt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Account } from '../accounts/account.ts';
import { subjectOfAccount } from '../links/linkSubject.ts';
import { signLegacyLink } from '../testing/legacyLink.ts';
import { type Operator, operatorOf } from '../testing/operator.ts';
import { askForEmailChange, askForReset, readMail, registerAccount } from '../testing/people.ts';
import { rawRequest } from '../testing/rawRequest.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type MailedLink, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';

const STATUS = 'query ($uid: String!, $token: String!) { passwordResetLink(uid: $uid, token: $token) }';
const REVOKE =
  'mutation ($uid: String!, $token: String!) { revokePasswordReset(uid: $uid, token: $token) { __typename ... on Problem { message } ... on InvalidLink { status } } }';

async function statusOf(app: TestApp, { uid, token }: MailedLink): Promise<string> {
  return (await newClient(app).send(STATUS, { uid, token })).data.passwordResetLink;
}

async function revoke(app: TestApp, { uid, token }: MailedLink) {
  return (await newClient(app).send(REVOKE, { uid, token })).data.revokePasswordReset;
}

describe('a mailed reset link', () => {
  let app: TestApp;
  let operator: Operator;
  let people = 0;
  beforeAll(async () => {
    app = await startTestApp();
    operator = operatorOf(app);
  });
  afterAll(() => app.close());

  /** A new person with the links of their reset mail. */
  async function somebodyWithLinks() {
    people += 1;
    const address = `person${people}@example.com`;
    const client = await registerAccount(app, address);
    return { address, client, ...(await askForReset(app, address, 2)) };
  }

  it('is INVALID in one answer, without a hint which, when it is malformed, forged, unknown or of another purpose', {
    tags: ['link-invalid'],
  }, async () => {
    const { reset, revoke: notMe } = await somebodyWithLinks();
    const other = await somebodyWithLinks();
    await newClient(app).register('links@example.com');
    const registration = (await readMail(app, 'links@example.com')).links['register-confirm'] as MailedLink;
    const { uid, token } = reset;
    const flip = (text: string, at: number) =>
      `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`;
    const wrong: MailedLink[] = [
      { uid: '', token: '' },
      { uid, token: '' },
      { uid: '', token },
      { uid, token: token.slice(0, -1) },
      { uid, token: `${token}A` },
      { uid, token: `${token}=` },
      { uid, token: `${token}.` },
      { uid, token: ` ${token}` },
      { uid, token: `${token}\n` },
      { uid, token: `${token.slice(0, 40)} ${token.slice(40)}` },
      { uid, token: flip(token, 0) },
      { uid, token: flip(token, 20) },
      { uid, token: flip(token, 60) },
      { uid, token: Buffer.from(token, 'hex').toString('base64url') },
      { uid, token: Buffer.from(token, 'hex').toString('base64') },
      { uid: `${uid}=`, token },
      { uid: ` ${uid}`, token },
      { uid: flip(uid, 3), token },
      { uid: Buffer.from(uid, 'hex').toString('base64url'), token },
      { uid: other.reset.uid, token },
      { uid, token: other.reset.token },
      { uid, token: notMe.token },
      { uid: registration.uid, token: registration.token },
      { uid: '00000000000040008000000000000000', token },
      { uid: '1', token: 'set-password' },
      { uid: "' or 1=1 --", token: '\u0000' },
      { uid: '🙂'.repeat(1000), token: '\ud800' },
      { uid: 'A'.repeat(20_000), token: 'A'.repeat(20_000) },
    ];
    const client = newClient(app);
    const answers = [];
    for (const link of wrong) {
      expect(await statusOf(app, link), JSON.stringify(link).slice(0, 200)).toBe('INVALID');
      answers.push(await client.resetPassword(link, OTHER_PASSWORD));
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ __typename: 'InvalidLink', status: 'INVALID' });
    expect(await revoke(app, reset)).toMatchObject({ __typename: 'InvalidLink', status: 'INVALID' });
    expect(await statusOf(app, reset)).toBe('VALID');
    expect(await statusOf(app, { uid: uid.toUpperCase(), token: token.toUpperCase() })).toBe('VALID');
  });

  it('is INVALID when it was signed with another secret', { tags: ['link-invalid'] }, async () => {
    const other = await startTestApp({ SECRET_KEY: 'another key for tests that is long enough' });
    try {
      const client = await registerAccount(other, 'other@example.com');
      const { reset } = await askForReset(other, 'other@example.com', 2);
      expect(await statusOf(app, reset)).toBe('INVALID');
      expect(await client.resetPassword(reset, OTHER_PASSWORD)).toMatchObject({ __typename: 'PasswordResetComplete' });
    } finally {
      await other.close();
    }
  });

  it('works for PASSWORD_RESET_TIMEOUT seconds and is EXPIRED after them', {
    tags: ['link-expired'],
  }, async () => {
    const own = await startTestApp({ PASSWORD_RESET_TIMEOUT: '120' });
    try {
      const client = await registerAccount(own, 'late@example.com');
      const { reset, revoke: notMe } = await askForReset(own, 'late@example.com', 2);
      // Seconds of its own pass as well.
      own.clock.advance(60);
      expect(await statusOf(own, reset)).toBe('VALID');
      own.clock.advance(61);
      expect(await statusOf(own, reset)).toBe('EXPIRED');
      expect(await client.resetPassword(reset, OTHER_PASSWORD)).toMatchObject({
        __typename: 'InvalidLink',
        status: 'EXPIRED',
      });
      expect(await revoke(own, notMe)).toMatchObject({ __typename: 'InvalidLink', status: 'EXPIRED' });
      expect(await client.login('late@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
    } finally {
      await own.close();
    }
  });

  type Person = Awaited<ReturnType<typeof somebodyWithLinks>>;
  const causes: Array<[string, (person: Person) => Promise<unknown>]> = [
    ['its use', ({ client, reset }) => client.resetPassword(reset, OTHER_PASSWORD)],
    [
      'a change of password, even to the same one',
      async ({ client, address }) => {
        await client.login(address, GOOD_PASSWORD);
        const { data } = await client.send(
          'mutation ($p: String!) { changePassword(currentPassword: $p, newPassword: $p) { __typename } }',
          { p: GOOD_PASSWORD },
        );
        expect(data.changePassword.__typename).toBe('PasswordChanged');
      },
    ],
    ['a change of address', ({ address }) => operator.rename(address, `new-${address}`)],
    ['disabling', ({ address }) => operator.disable(address)],
    [
      'disabling, also when the account is enabled again',
      async ({ address }) => {
        await operator.disable(address);
        await operator.enable(address);
      },
    ],
    ['"it was not me"', ({ revoke: notMe }) => revoke(app, notMe)],
  ];
  it.each(causes)('is SPENT by %s', { tags: ['link-spent'] }, async (_cause, spend) => {
    const person = await somebodyWithLinks();
    await spend(person);
    expect(await statusOf(app, person.reset)).toBe('SPENT');
    expect(await newClient(app).resetPassword(person.reset, `${OTHER_PASSWORD}!`)).toMatchObject({
      __typename: 'InvalidLink',
      status: 'SPENT',
    });
    expect(await revoke(app, person.revoke)).toMatchObject({ __typename: 'InvalidLink', status: 'SPENT' });
  });

  it('stays dead after deletion, also when the address registers again', { tags: ['link-spent'] }, async () => {
    const { address, reset } = await somebodyWithLinks();
    await operator.remove(address);
    expect(await statusOf(app, reset)).toBe('INVALID');

    await newClient(app).register(address);
    const link = (await readMail(app, address, 3)).links['register-confirm'] as MailedLink;
    expect(await newClient(app).completeRegistration(link, GOOD_PASSWORD)).toMatchObject({
      __typename: 'RegistrationComplete',
    });

    expect(await statusOf(app, reset)).toBe('INVALID');
    expect(await newClient(app).resetPassword(reset, OTHER_PASSWORD)).toMatchObject({ status: 'INVALID' });
  });

  it('is not spent by being looked at, by GET and HEAD of a scanner, by sign-ins of any outcome, by a refused password or by another link', {
    tags: ['link-spent'],
  }, async () => {
    const { address, reset, client } = await somebodyWithLinks();
    const path = `/password-reset-confirm/${reset.uid}/${reset.token}`;
    await statusOf(app, reset);
    for (const method of ['GET', 'HEAD']) {
      for (const suffix of ['', '/', '?utm=1'])
        expect((await rawRequest(app, path + suffix, { method })).status).toBe(200);
    }
    await client.login(address, 'not the password at all');
    // A thief who knows the password must not prevent the recovery by signing in repeatedly.
    for (let n = 0; n < 3; n += 1) {
      expect(await newClient(app).login(address, GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
    }
    expect(await client.resetPassword(reset, 'short')).toMatchObject({ __typename: 'PasswordRejected' });
    await askForReset(app, address, 3);
    await client.send('mutation { logout }');

    expect(await statusOf(app, reset)).toBe('VALID');
    expect(await client.resetPassword(reset, OTHER_PASSWORD)).toMatchObject({ __typename: 'PasswordResetComplete' });
  });

  it('is not spent by a sign-in with an imported hash, which is rewritten by one that comes later', {
    tags: ['link-spent'],
  }, async () => {
    for (const address of ['imported@example.com', 'ümlaut@example.com']) {
      const imported = bcrypt.hashSync(GOOD_PASSWORD, 4);
      await operator.bringIn(address, imported);
      const { reset, revoke: notMe } = await askForReset(app, address, 1);
      const client = newClient(app);
      expect(await client.login(address, GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
      const change = await askForEmailChange(app, client, `new-${address}`, { password: GOOD_PASSWORD });
      app.clock.advance(3_000);
      await client.login(address, GOOD_PASSWORD);
      expect(await statusOf(app, reset)).toBe('VALID');
      expect((await operator.find(address)).passwordHash).toBe(imported);

      // The link to the new address works for a day.
      app.clock.advance(700);
      await client.login(address, GOOD_PASSWORD);
      expect((await operator.find(address)).passwordHash).toBe(imported);
      const { data } = await client.send(
        'query ($uid: String!, $token: String!) { emailChangeLink(uid: $uid, token: $token) }',
        { ...change },
      );
      expect(data.emailChangeLink).toBe('VALID');
      expect(await statusOf(app, reset)).toBe('EXPIRED');

      app.clock.advance(24 * 3_600);
      await client.login(address, GOOD_PASSWORD);
      expect((await operator.find(address)).passwordHash).not.toBe(imported);
      expect(await revoke(app, notMe)).toMatchObject({ status: 'EXPIRED' });
    }
  });

  it('works on where version 0.1 mailed it, whose links covered the last sign-in as well', async () => {
    const address = 'upgraded@example.com';
    const client = await registerAccount(app, address);
    await client.login(address, GOOD_PASSWORD);
    const account = await operator.find(address);
    const { uid, token } = signLegacyLink(app.app.secretKeys[0], {
      purpose: 'password-reset',
      subject: subjectOfAccount(account.id),
      state: [account.passwordHash, account.email, account.lastLoginAt?.toISOString() ?? null, 'active', '0'],
      issuedAt: app.now(),
    });
    expect(await statusOf(app, { uid, token })).toBe('VALID');
    expect(await client.resetPassword({ uid, token }, OTHER_PASSWORD)).toMatchObject({
      __typename: 'PasswordResetComplete',
    });
    expect(await statusOf(app, { uid, token })).toBe('SPENT');
  });

  it('survives a change of SECRET_KEY as long as the old key is among SECRET_KEY_FALLBACKS', async () => {
    const [oldKey, newKey] = ['the old key that is long enough to be one', 'the new key that is long enough to be one'];
    const before = await startTestApp({ SECRET_KEY: oldKey });
    const rotated = await startTestApp({ SECRET_KEY: newKey, SECRET_KEY_FALLBACKS: ` first-of-all-keys , ${oldKey}` });
    const forgotten = await startTestApp({ SECRET_KEY: newKey });
    try {
      await registerAccount(before, 'rotate@example.com');
      const { reset, revoke: notMe } = await askForReset(before, 'rotate@example.com', 2);
      const { id, email, canonicalEmail, passwordHash, createdAt } =
        await operatorOf(before).find('rotate@example.com');
      const row = {
        id,
        email,
        canonicalEmail,
        passwordHash,
        createdAt,
        disabled: false,
        linkGeneration: 0,
        lastLoginAt: null,
      };
      for (const { app } of [rotated, forgotten]) await app.database.em.fork().insert(Account, row);
      expect(await statusOf(rotated, reset)).toBe('VALID');
      expect(await statusOf(forgotten, reset)).toBe('INVALID');
      expect(await revoke(rotated, notMe)).toMatchObject({ __typename: 'PasswordResetRevoked' });
      expect(await statusOf(rotated, reset)).toBe('SPENT');
      const { reset: fresh } = await askForReset(rotated, 'rotate@example.com', 1);
      expect(await statusOf(forgotten, fresh)).toBe('SPENT');
    } finally {
      await Promise.all([before.close(), rotated.close(), forgotten.close()]);
    }
  });
});
