import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecurityEvent } from '../accounts/securityEvent.ts';
import { Job } from '../queue/job.ts';
import { operatorOf } from '../testing/operator.ts';
import { askForEmailChange, askForReset, queueIsEmpty, readMail, registerAccount } from '../testing/people.ts';
import { statementsSent } from '../testing/statementsSent.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD, type TestClient } from '../testing/testClient.ts';

describe('asking for another address', { tags: ['email-change-proved'] }, () => {
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
  const mailsTo = (address: string) => app.sink.mails.filter(mail => mail.to.includes(address)).length;
  /** Jobs are delivered in about their order: one that is known to arrive comes after those before it. */
  it('changes nothing by itself: a mail to the new address has the link, and says who asked, when and for how long it works', async () => {
    const client = await signedIn('Ada@example.com');
    const asked = await client.requestEmailChange('  Ada.Lovelace@EXAMPLE.com ');
    expect(asked).toEqual({
      __typename: 'EmailChangeRequested',
      message: expect.stringContaining('link to confirm it'),
      expiresIn: 86_400,
      email: 'Ada.Lovelace@example.com',
    });
    const mail = await readMail(app, 'Ada.Lovelace@example.com');
    expect(mail.subject).toBe('Confirm your new address for Rekey');
    expect(mail.text).toContain('Ada.Lovelace@example.com');
    expect(mail.text).toContain('24 hours');
    expect(mail.text).toMatch(/asked on .* 20\d\d .* UTC/);
    expect(mail.text).toContain('nothing changes');
    expect(Object.keys(mail.links)).toEqual(['email-change']);
    const german = { 'accept-language': 'de' };
    await client.send(
      `mutation ($p: String!) { requestEmailChange(newEmail: "german@example.com", currentPassword: $p) { __typename } }`,
      { p: GOOD_PASSWORD },
      german,
    );
    expect((await readMail(app, 'german@example.com')).subject).toMatch(/Adresse/);
    // The reader of the new address need not be the owner, and is not told the present one.
    expect(mail.text.toLowerCase()).not.toContain('ada@example.com');

    expect(await client.me()).toBe('Ada@example.com');
    expect(mailsTo('Ada@example.com')).toBe(1);
    const { data } = await client.send('{ me { securityEvents(first: 1) { kind } } }');
    expect(data.me.securityEvents).toEqual([{ kind: 'EMAIL_CHANGE_REQUESTED' }]);
  });

  it('needs a session, an address that is one, and the current password, and says first what is wrong with the address', async () => {
    const client = await signedIn('needs@example.com');
    for (const text of ['no address', '', 'a@b@example.com', `${'a'.repeat(250)}@example.com`, 'a\r\nb@example.com']) {
      expect(await client.requestEmailChange(text, 'wrong')).toMatchObject({ __typename: 'InvalidEmail' });
      expect(await newClient(app).requestEmailChange(text, 'wrong')).toMatchObject({ __typename: 'InvalidEmail' });
    }
    expect(await newClient(app).requestEmailChange('new@example.com')).toMatchObject({ __typename: 'NotSignedIn' });
    for (const wrong of ['', OTHER_PASSWORD, `${GOOD_PASSWORD} `]) {
      expect(await client.requestEmailChange('new@example.com', wrong)).toEqual({
        __typename: 'InvalidCredentials',
        message: 'The current password is wrong.',
      });
    }
    expect(await app.app.database.em.fork().count(Job, { kind: 'email-change', address: 'new@example.com' })).toBe(0);
  });

  it('is answered alike for a free address, a taken one, a disabled one and one’s own', async () => {
    const client = await signedIn('own@example.com');
    await registerAccount(app, 'taken@example.com');
    await operatorOf(app).bringIn('disabled@example.com');
    await operatorOf(app).disable('disabled@example.com');
    const answers: unknown[] = [];
    for (const name of ['free', 'taken', 'disabled', 'own']) {
      const { status, headers, data, errors } = await client.send(
        `mutation ($p: String!) { requestEmailChange(newEmail: "${name}@example.com", currentPassword: $p) { __typename ... on EmailChangeRequested { message expiresIn } } }`,
        { p: GOOD_PASSWORD },
      );
      const { date: _date, 'x-request-id': _id, ...stable } = Object.fromEntries(headers);
      answers.push({ status, headers: stable, data, errors });
    }
    expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1);

    await queueIsEmpty(app);
    expect(['free', 'taken', 'disabled', 'own'].map(name => mailsTo(`${name}@example.com`))).toEqual([1, 2, 0, 1]);
    const note = await readMail(app, 'taken@example.com', 2);
    expect(note.subject).toBe('You already have a Rekey account');
    expect(note.links).toEqual({});
  });

  it('sends the same statements for a free address and a taken one, and looks at neither', async () => {
    const client = await signedIn('counted@example.com');
    await registerAccount(app, 'holder@example.com');
    const statementsFor = async (address: string) => {
      const sent = await statementsSent(app.app.database, () => client.requestEmailChange(address));
      return sent.filter(text => !/pg_notify|select 1$/i.test(text));
    };
    const free = await statementsFor('nobody-has-this@example.com');
    expect(await statementsFor('holder@example.com')).toEqual(free);
    expect(free.filter(text => /canonical_email/.test(text))).toEqual([]);
    // The caller's session and account, those of the session locked with it, the event, the mail.
    expect(free.filter(text => !/^(begin|commit)/i.test(text)).length).toBeLessThanOrEqual(5);
  });

  it('shows no tag in the mail, since who asks chooses it, and links that lead to PUBLIC_URL regardless of headers', async () => {
    const client = await signedIn('tag@example.com');
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', origin: app.url };
    await client.send(
      'mutation ($p: String!) { requestEmailChange(newEmail: "t+read-this-now@example.com", currentPassword: $p) { __typename } }',
      { p: GOOD_PASSWORD },
      headers,
    );
    const { text } = await readMail(app, 't+read-this-now@example.com');
    expect(text).not.toContain('read-this-now');
    expect(text).not.toContain('evil.example');
    expect(text).toContain('/email-change/');
  });

  it('is void once the account has changed, also where its mail was held back until then', async () => {
    const client = await signedIn('held@example.com');
    app.sink.script = (step, address) =>
      step === 'recipient' && address === 'later@example.com' ? { code: 450, text: 'try again later' } : 'ok';
    await client.requestEmailChange('later@example.com');
    const em = () => app.app.database.em.fork();
    while ((await em().findOneOrFail(Job, { address: 'later@example.com' })).lastReply === null)
      await new Promise(resolve => setTimeout(resolve, 20));
    const { reset } = await askForReset(app, 'held@example.com', 2);
    await newClient(app).resetPassword(reset, OTHER_PASSWORD);
    app.sink.script = () => 'ok';

    app.clock.advance(3_600);
    await registerAccount(app, 'wakes.the.worker@example.com');
    await queueIsEmpty(app);
    expect(mailsTo('later@example.com')).toBe(0);
    expect(await em().count(Job, { address: 'later@example.com', state: 'nothing-to-send' })).toBe(1);
  });

  it('records one event, regardless of what becomes of the mail', async () => {
    const client = await signedIn('events@example.com');
    await askForEmailChange(app, client, 'events.new@example.com');
    await client.requestEmailChange('events@example.com');
    const { id } = await operatorOf(app).find('events@example.com');
    const em = app.app.database.em.fork();
    expect(await em.count(SecurityEvent, { account: id, kind: 'EMAIL_CHANGE_REQUESTED' })).toBe(2);
  });
});

describe('the bounds of asking for another address', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ RATE_LIMITS: 'on', TRUST_PROXY: '1' });
  });
  afterAll(() => app.close());

  const ask = async (client: TestClient, address: string, from: string, password = GOOD_PASSWORD) => {
    const { data } = await client.send(
      'mutation ($e: String!, $p: String!) { requestEmailChange(newEmail: $e, currentPassword: $p) { __typename ... on TooManyRequests { retryAfter } } }',
      { e: address, p: password },
      { 'x-forwarded-for': from },
    );
    return data.requestEmailChange;
  };
  async function signedIn(address: string): Promise<TestClient> {
    const client = await registerAccount(app, address);
    await client.login(address, GOOD_PASSWORD);
    return client;
  }

  it('count guesses at the password with those of every other operation of the account', async () => {
    const client = await signedIn('guess@example.com');
    for (let n = 0; n < 2; n += 1)
      await client.send(
        `mutation { changePassword(currentPassword: "wrong", newPassword: "${OTHER_PASSWORD}") { __typename } }`,
      );
    for (let n = 0; n < 3; n += 1)
      expect(await ask(client, 'x@example.com', `192.0.2.${n}`, 'wrong')).toMatchObject({
        __typename: 'InvalidCredentials',
      });
    const refused = await ask(client, 'x@example.com', '192.0.2.9');
    expect(refused).toMatchObject({ __typename: 'TooManyRequests', retryAfter: expect.any(Number) });
    expect(await client.me()).toBe('guess@example.com');
  });

  it('count mails to one mailbox, over every operation and spelling, before another account can fill it', async () => {
    const from = '198.51.100.7';
    const askers = [await signedIn('first@example.com'), await signedIn('second@example.com')];
    const register = (address: string) =>
      newClient(app).send(`mutation { register(email: "${address}") { __typename } }`, {}, { 'x-forwarded-for': from });
    await register('victim@example.com');
    await register('Victim+1@example.com');
    const names: string[] = [];
    for (const [n, client] of [...askers, ...askers].entries())
      names.push((await ask(client, `VICTIM+${n}@example.com`, from)).__typename);
    expect(names.filter(name => name === 'EmailChangeRequested')).toHaveLength(3);
    expect(names.at(-1)).toBe('TooManyRequests');
    // What the limits of the mailbox refuse is no guess at the password: four of five are left.
    const [first] = askers;
    if (!first) throw new Error('no one asks');
    for (let n = 0; n < 4; n += 1) await ask(first, `VICTIM+${n}@example.com`, from);
    expect(await ask(first, 'elsewhere@example.com', '198.51.100.8')).toMatchObject({
      __typename: 'EmailChangeRequested',
    });
  });

  it('do not keep the owner out of the new address for what its client has tried there before', async () => {
    const client = await signedIn('moves@example.com');
    for (let n = 0; n < 6; n += 1) await newClient(app).login('moves.to@example.com', GOOD_PASSWORD);
    expect(await newClient(app).login('moves.to@example.com', GOOD_PASSWORD)).toMatchObject({
      __typename: 'TooManyRequests',
    });
    await newClient(app).confirmEmailChange(await askForEmailChange(app, client, 'moves.to@example.com'));
    expect(await newClient(app).login('moves.to@example.com', GOOD_PASSWORD)).toMatchObject({
      __typename: 'LoggedIn',
    });
  });

  it('leave a mailbox to others where the password was wrong', async () => {
    const client = await signedIn('thief.of.a.session@example.com');
    for (let n = 0; n < 5; n += 1) await ask(client, 'spared@example.com', '203.0.113.5', 'wrong');
    const rows = await app.app.database.em
      .fork()
      .execute<{ key: string }[]>(`select key from rate_limit where key like 'mail:client:%'`);
    const before = rows.length;
    const { data } = await newClient(app).send(
      'mutation { requestPasswordReset(email: "spared@example.com") { __typename } }',
      {},
      { 'x-forwarded-for': '203.0.113.5' },
    );
    expect(data.requestPasswordReset.__typename).toBe('PasswordResetRequested');
    const after = await app.app.database.em
      .fork()
      .execute<{ key: string }[]>(`select key from rate_limit where key like 'mail:client:%'`);
    expect(after.length).toBe(before + 1);
  });
});
