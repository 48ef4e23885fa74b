import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Job } from '../queue/job.ts';
import { type Operator, operatorOf } from '../testing/operator.ts';
import { queueIsEmpty, readMail, registerAccount } from '../testing/people.ts';
import { rawRequest } from '../testing/rawRequest.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type MailedLink, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';
import { Account } from './account.ts';

const REGISTER =
  'mutation ($email: String!) { register(email: $email) { __typename ... on RegistrationStarted { message expiresIn } ... on Problem { message } } }';
const STATUS = 'query ($uid: String!, $token: String!) { registrationLink(uid: $uid, token: $token) }';

describe('opening an account', () => {
  let app: TestApp;
  let operator: Operator;
  beforeAll(async () => {
    app = await startTestApp();
    operator = operatorOf(app);
  });
  afterAll(() => app.close());

  const mailsTo = (address: string) => app.sink.mails.filter(mail => mail.to.includes(address));
  const statusOf = async ({ uid, token }: MailedLink, own = app): Promise<string> =>
    (await newClient(own).send(STATUS, { uid, token })).data.registrationLink;

  async function askToRegister(address: string, count = 1, own = app): Promise<MailedLink> {
    await newClient(own).register(address);
    const link = (await readMail(own, address, count)).links['register-confirm'];
    if (!link) throw new Error(`no registration link in the mail to ${address}`);
    return link;
  }

  it('answers a free, a taken and a disabled address alike: data, errors, status and headers', {
    tags: ['opening-alike'],
  }, async () => {
    await registerAccount(app, 'taken@example.com');
    await registerAccount(app, 'disabled@example.com');
    await operator.disable('disabled@example.com');
    const answers = await Promise.all(
      ['free@example.com', 'taken@example.com', 'disabled@example.com'].map(email =>
        newClient(app).send(REGISTER, { email }),
      ),
    );
    const seen = answers.map(({ status, headers, data, errors }) => ({
      status,
      headers: [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)),
      data,
      errors,
    }));
    expect(seen[0]?.data.register.__typename).toBe('RegistrationStarted');
    for (const other of seen) expect(other).toEqual(seen[0]);
  });

  it('tells the owner of a taken address, who alone learns of it, with the ways to sign in and to reset', {
    tags: ['opening-taken'],
  }, async () => {
    await registerAccount(app, 'owner@example.com');
    await newClient(app).register('OWNER@example.com');
    const mail = await readMail(app, 'owner@example.com', 2);
    expect(mail.links).toEqual({});
    expect(mail.text).toContain('/login');
    expect(mail.text).toContain('/password-reset');
  });

  it('sends a disabled account nothing', { tags: ['opening-taken'] }, async () => {
    await registerAccount(app, 'silent@example.com');
    await operator.disable('silent@example.com');
    await newClient(app).register('silent@example.com');
    await queueIsEmpty(app);
    expect(mailsTo('silent@example.com')).toHaveLength(1);
  });

  it('stores nothing about an address before its link is used, apart from the mail job', {
    tags: ['opening-stores-nothing'],
  }, async () => {
    const link = await askToRegister('later@example.com');
    const accounts = () => app.app.database.em.fork().count(Account, { email: 'later@example.com' as never });
    expect(await accounts()).toBe(0);
    for (const method of ['GET', 'HEAD']) {
      const { status } = await rawRequest(app, `/register-confirm/${link.uid}/${link.token}`, { method });
      expect(status).toBe(200);
    }
    expect(await statusOf(link)).toBe('VALID');
    expect(await accounts()).toBe(0);
  });

  it('starts no session, makes the browser a known device, and keeps the spelling of the address that its owner uses', async () => {
    const link = await askToRegister('Grace.Hopper@example.com');
    const client = newClient(app);
    expect(await client.completeRegistration(link, GOOD_PASSWORD)).toMatchObject({
      __typename: 'RegistrationComplete',
    });
    expect([...client.cookies.keys()]).toEqual(['rekey_device']);
    expect(await client.me()).toBeNull();
    await client.login('grace.hopper@EXAMPLE.com', GOOD_PASSWORD);
    expect(await client.me()).toBe('Grace.Hopper@example.com');
  });

  it('keeps the link alive when the password is refused, and is SPENT once it is used', async () => {
    const link = await askToRegister('refused@example.com');
    const client = newClient(app);
    const refused = await client.completeRegistration(link, 'refused@example.com');
    expect(refused.violations.map((violation: { rule: string }) => violation.rule)).toEqual(['TOO_SIMILAR']);
    expect(await client.completeRegistration(link, GOOD_PASSWORD)).toMatchObject({
      __typename: 'RegistrationComplete',
    });
    expect(await client.completeRegistration(link, OTHER_PASSWORD)).toMatchObject({
      __typename: 'InvalidLink',
      status: 'SPENT',
    });
    expect(await statusOf(link)).toBe('SPENT');
    expect(await client.login('refused@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });

  it.each([
    ['one link', false],
    ['two links for one address, spelt differently', true],
  ])(
    'lets one of many parallel completions with %s win; the others are SPENT',
    { tags: ['opening-one-wins'] },
    async (_what, two) => {
      const address = `parallel${two}@example.com`;
      const first = await askToRegister(address);
      const second = two ? await askToRegister(address.toUpperCase().replace('EXAMPLE.COM', 'example.com')) : first;
      const passwords = Array.from({ length: 12 }, (_, n) => `${GOOD_PASSWORD} ${n}`);

      const results = await Promise.all(
        passwords.map((password, n) => newClient(app).completeRegistration(n % 2 ? second : first, password)),
      );

      const winners = passwords.filter((_, n) => results[n].__typename === 'RegistrationComplete');
      expect(winners).toHaveLength(1);
      expect(results.filter(result => result.status === 'SPENT')).toHaveLength(11);
      expect(await newClient(app).login(address, winners[0] ?? '')).toMatchObject({ __typename: 'LoggedIn' });
    },
  );

  it('works for REGISTRATION_TIMEOUT seconds and is EXPIRED after it', { tags: ['link-expired'] }, async () => {
    const own = await startTestApp({ REGISTRATION_TIMEOUT: '300' });
    try {
      const link = await askToRegister('slow@example.com', 1, own);
      own.clock.advance(240);
      expect(await statusOf(link, own)).toBe('VALID');
      own.clock.advance(61);
      expect(await statusOf(link, own)).toBe('EXPIRED');
      expect(await newClient(own).completeRegistration(link, GOOD_PASSWORD)).toMatchObject({ status: 'EXPIRED' });
    } finally {
      await own.close();
    }
  });

  it('is INVALID with a link that is not ours, and never another answer', async () => {
    const { uid, token } = await askToRegister('forge@example.com');
    const other = await askToRegister('other@example.com');
    const wrong: MailedLink[] = [
      { uid: '', token: '' },
      { uid, token: `${token}A` },
      { uid: `${uid}=`, token },
      { uid: other.uid, token },
      { uid: Buffer.from('FORGE@example.com').toString('hex'), token },
      { uid: Buffer.from('not an address').toString('hex'), token },
      { uid: 'A'.repeat(10_000), token: 'A'.repeat(106) },
    ];
    for (const link of wrong) {
      expect(await statusOf(link)).toBe('INVALID');
      expect(await newClient(app).completeRegistration(link, GOOD_PASSWORD)).toMatchObject({ status: 'INVALID' });
      expect(await newClient(app).resetPassword(link, GOOD_PASSWORD)).toMatchObject({ status: 'INVALID' });
    }
  });

  it('does not bring a deleted account back with a link from before, and opens a new one with a new link', async () => {
    const old = await askToRegister('phoenix@example.com');
    const spare = await askToRegister('phoenix@example.com', 2);
    await newClient(app).completeRegistration(old, GOOD_PASSWORD);
    app.clock.advance(1);
    await operator.remove('phoenix@example.com');

    for (const link of [old, spare]) {
      expect(await statusOf(link)).toBe('INVALID');
      expect(await newClient(app).completeRegistration(link, OTHER_PASSWORD)).toMatchObject({ status: 'INVALID' });
    }

    app.clock.advance(1);
    const fresh = await askToRegister('phoenix@example.com', 3);
    expect(await newClient(app).completeRegistration(fresh, OTHER_PASSWORD)).toMatchObject({
      __typename: 'RegistrationComplete',
    });
    expect(await newClient(app).login('phoenix@example.com', GOOD_PASSWORD)).toMatchObject({
      __typename: 'InvalidCredentials',
    });
    expect(await newClient(app).login('phoenix@example.com', OTHER_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });

  it('calls a malformed address InvalidEmail and queues nothing', { tags: ['asking-malformed'] }, async () => {
    const jobs = () => app.app.database.em.fork().count(Job);
    const before = await jobs();
    for (const email of ['', 'ada', 'ada@example.com\r\nBcc: eve@example.com', `${'a'.repeat(300)}@example.com`]) {
      expect(await newClient(app).register(email)).toMatchObject({ __typename: 'InvalidEmail' });
    }
    expect(await jobs()).toBe(before);
  });
});
