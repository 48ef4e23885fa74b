import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Operator, operatorOf } from '../testing/operator.ts';
import { askForReset, readMail, registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type MailedLink, newClient, OTHER_PASSWORD, type TestClient } from '../testing/testClient.ts';
import { createLimiter } from './limiter.ts';
import { LIMITS } from './rules.ts';

const OUTCOME: Record<string, string> = {
  requestPasswordReset:
    'mutation ($email: String!) { outcome: requestPasswordReset(email: $email) { __typename ... on TooManyRequests { message retryAfter } } }',
  register:
    'mutation ($email: String!) { outcome: register(email: $email) { __typename ... on TooManyRequests { message retryAfter } } }',
  login:
    'mutation ($email: String!, $password: String = "wrong password here") { outcome: login(email: $email, password: $password) { __typename ... on TooManyRequests { message retryAfter } } }',
};

const RESET_TO_GOOD = `mutation ($uid: String!, $token: String!) {
  outcome: resetPassword(uid: $uid, token: $token, newPassword: "${GOOD_PASSWORD}") { __typename }
}`;

describe('limits', () => {
  let app: TestApp;
  let operator: Operator;
  let clients = 0;
  beforeAll(async () => {
    app = await startTestApp({ RATE_LIMITS: 'on', TRUST_PROXY: '1' });
    operator = operatorOf(app);
  });
  afterAll(() => app.close());

  /** An IPv4 address that is not used yet. */
  const newAddress = () => {
    clients += 1;
    return `10.${clients >> 16}.${(clients >> 8) & 255}.${clients & 255}`;
  };
  const attempt = (
    operation: string,
    email: string,
    from: string,
    headers: Record<string, string> = {},
    client?: TestClient,
  ) => (client ?? newClient(app)).send(OUTCOME[operation] ?? '', { email }, { 'x-forwarded-for': from, ...headers });
  /** How often each outcome or error was the answer. */
  const countsOf = (answers: ReadonlyArray<Awaited<ReturnType<typeof attempt>>>) => {
    const alike = Object.groupBy(answers, ({ data, errors }) => data?.outcome.__typename ?? JSON.stringify(errors));
    return Object.fromEntries(Object.entries(alike).map(([outcome, those]) => [outcome, those?.length]));
  };
  /** The outcome of so many attempts in turn. */
  async function attempts(count: number, operation: string, email: string, from: () => string) {
    const seen: string[] = [];
    for (let n = 0; n < count; n += 1) seen.push((await attempt(operation, email, from())).data.outcome.__typename);
    return seen;
  }
  const always = (from: string) => () => from;

  it.each([
    ['requestPasswordReset', 'PasswordResetRequested'],
    ['register', 'RegistrationStarted'],
    ['login', 'InvalidCredentials'],
  ])(
    'let one client try %s five times at one address, alike for known and unknown, and tell how long to wait',
    async (operation, fine) => {
      await operator.bringIn(`${operation.toLowerCase()}-known@example.com`);
      const answers = [];
      for (const kind of ['known', 'unknown']) {
        const [email, from] = [`${operation}-${kind}@example.com`, newAddress()];
        expect(await attempts(5, operation, email, always(from))).toEqual(Array(5).fill(fine));
        const { data, headers, status } = await attempt(operation, email, from);
        expect(status).toBe(200);
        const { retryAfter } = data.outcome;
        expect(retryAfter).toBeGreaterThan(0);
        expect(retryAfter).toBeLessThanOrEqual(operation === 'login' ? 60 : 900);
        expect(Number.isInteger(retryAfter)).toBe(true);
        expect(headers.get('retry-after')).toBe(String(retryAfter));
        answers.push({ ...data.outcome, retryAfter: 0, message: data.outcome.message.replace(/\d+/, '') });
        expect((await attempt(operation, `${operation}-else@example.com`, from)).data.outcome.__typename).toBe(fine);
        expect((await attempt(operation, email, newAddress())).data.outcome.__typename).toBe(fine);
      }
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0].__typename).toBe('TooManyRequests');
    },
  );

  it('end when their window does', { tags: ['limits'] }, async () => {
    const from = newAddress();
    await attempts(6, 'requestPasswordReset', 'window@example.com', always(from));
    app.clock.advance(14 * 60);
    expect(await attempts(1, 'requestPasswordReset', 'window@example.com', always(from))).toEqual(['TooManyRequests']);
    app.clock.advance(61);
    expect(await attempts(1, 'requestPasswordReset', 'window@example.com', always(from))).toEqual([
      'PasswordResetRequested',
    ]);
  });

  it('hold under parallel attempts: no more get through than one after the other', { tags: ['limits'] }, async () => {
    const from = newAddress();
    const results = await Promise.all(
      Array.from({ length: 40 }, () => attempt('requestPasswordReset', 'storm@example.com', from)),
    );
    expect(countsOf(results)).toEqual({ PasswordResetRequested: 5, TooManyRequests: 35 });
    const logins = await Promise.all(Array.from({ length: 30 }, () => attempt('login', 'storm@example.com', from)));
    expect(countsOf(logins)).toEqual({ InvalidCredentials: 5, TooManyRequests: 25 });
  });

  it('are shared by replicas and survive a restart, since they are kept in the database', {
    tags: ['limits'],
  }, async () => {
    const clock = () => new Date(1_800_000_000_000);
    const by = { ipAddress: '192.0.2.1', address: 'replicas@example.com' };
    const replicas = [1, 2, 3].map(() => createLimiter({ secret: 'one secret', clock }));
    const waits: Array<number | undefined> = [];
    for (let n = 0; n < 9; n += 1) {
      const scope = { em: app.app.database.em.fork() };
      const admission = await replicas[n % 3]?.admit(scope, 'requestPasswordReset', by);
      waits.push(admission?.admitted ? undefined : admission?.waitSeconds);
    }
    expect(waits.filter(wait => wait === undefined)).toHaveLength(5);
    expect(waits.at(-1)).toBe(900);
  });

  it('count a client for all operations together', { tags: ['limits'] }, async () => {
    const from = newAddress();
    const addresses = Array.from(
      { length: LIMITS.requestPasswordReset.client[0].attempts + 1 },
      (_, n) => `spray${n}@example.com`,
    );
    const answers = [];
    for (const email of addresses)
      answers.push((await attempt('requestPasswordReset', email, from)).data.outcome.__typename);
    expect(answers.filter(name => name === 'TooManyRequests')).toHaveLength(1);
    expect(answers.at(-1)).toBe('TooManyRequests');
  });

  it('count the canonical address, so that no spelling of it is a way around', { tags: ['limits'] }, async () => {
    const from = newAddress();
    const spellings = [
      'Spelt@example.com',
      'sPELT@EXAMPLE.com',
      ' spelt@example.com',
      'spelt@example.com\t',
      'SPELT@EXAMPLE.COM',
      'spelt@Example.Com',
    ];
    const answers = [];
    for (const email of spellings)
      answers.push((await attempt('requestPasswordReset', email, from)).data.outcome.__typename);
    expect(answers.filter(name => name === 'TooManyRequests')).toHaveLength(1);
  });

  it('are chosen by nothing in a request but the canonical address and the client', {
    tags: ['limits-client'],
  }, async () => {
    const from = newAddress();
    const evasions: Array<Record<string, string>> = [
      { 'user-agent': 'one' },
      { 'x-real-ip': '1.1.1.1', 'client-ip': '1.1.1.1', 'true-client-ip': '1.1.1.1', 'cf-connecting-ip': '1.1.1.1' },
      { forwarded: 'for=1.1.1.1' },
      { 'x-forwarded-for': `1.1.1.1, ${from}` },
      { 'x-forwarded-for': `1.1.1.1,2.2.2.2 ,  ${from}` },
      { 'x-forwarded-for': `garbage, ::1, ${from}` },
      { 'x-forwarded-host': 'a.example', 'x-cluster-client-ip': '1.1.1.1', cookie: `rekey_session=${'B'.repeat(43)}` },
      { 'accept-language': 'de', 'x-request-id': 'abc' },
    ];
    const answers = [];
    for (const headers of evasions) {
      answers.push((await attempt('requestPasswordReset', 'evade@example.com', from, headers)).data.outcome.__typename);
    }
    expect(answers.filter(name => name === 'PasswordResetRequested')).toHaveLength(5);
    expect(answers.slice(5)).toEqual(['TooManyRequests', 'TooManyRequests', 'TooManyRequests']);
  });

  it('count an IPv6 client as its /64 and an IPv4-mapped address as its IPv4', {
    tags: ['limits-client'],
  }, async () => {
    const [a, b] = ['2001:db8:1:2:aaaa::1', '2001:DB8:1:2:0:bbbb:0:2'];
    expect(await attempts(5, 'requestPasswordReset', 'v6@example.com', always(a))).not.toContain('TooManyRequests');
    expect(await attempts(1, 'requestPasswordReset', 'v6@example.com', always(b))).toEqual(['TooManyRequests']);
    expect(await attempts(1, 'requestPasswordReset', 'v6@example.com', always('2001:db8:1:3::1'))).toEqual([
      'PasswordResetRequested',
    ]);
    const [v4, mapped, hexadecimal] = ['198.51.100.7', '::ffff:198.51.100.7', '::ffff:c633:6407'];
    expect(await attempts(5, 'requestPasswordReset', 'v4@example.com', always(v4))).not.toContain('TooManyRequests');
    expect(await attempts(1, 'requestPasswordReset', 'v4@example.com', always(mapped))).toEqual(['TooManyRequests']);
    expect(await attempts(1, 'requestPasswordReset', 'v4@example.com', always(hexadecimal))).toEqual([
      'TooManyRequests',
    ]);
    expect(await attempts(1, 'requestPasswordReset', 'v4@example.com', always('::ffff:198.51.100.8'))).toEqual([
      'PasswordResetRequested',
    ]);
  });

  it('count clients without an address together', { tags: ['limits-client'] }, async () => {
    const answers = [];
    for (const from of ['unknown', '', 'not an address', '_hidden', '300.1.1.1', 'for=1.2.3.4']) {
      answers.push((await attempt('requestPasswordReset', 'shared@example.com', from)).data.outcome.__typename);
    }
    // An empty header is none at all, so that attempt came from the proxy itself.
    expect(answers.filter(name => name === 'TooManyRequests')).toHaveLength(0);
    expect((await attempt('requestPasswordReset', 'shared@example.com', 'also none')).data.outcome.__typename).toBe(
      'TooManyRequests',
    );
  });

  it('do not let one stranger lock an owner out', { tags: ['strangers-owner'] }, async () => {
    await openAccountFrom(newAddress(), 'owner@example.com');
    const stranger = newAddress();
    for (let hour = 0; hour < 6; hour += 1) {
      await attempts(25, 'login', 'owner@example.com', always(stranger));
      await attempts(7, 'requestPasswordReset', 'owner@example.com', always(stranger));
      app.clock.advance(3_601);
    }
    const owner = newAddress();
    for (let n = 0; n < 4; n += 1) await login(newClient(app), 'owner@example.com', OTHER_PASSWORD, owner);
    expect(await login(newClient(app), 'owner@example.com', GOOD_PASSWORD, owner)).toBe('LoggedIn');
    expect((await attempt('requestPasswordReset', 'owner@example.com', owner)).data.outcome.__typename).toBe(
      'PasswordResetRequested',
    );
    // The count of this client is gone: five more may go wrong.
    for (let n = 0; n < 5; n += 1)
      expect(await login(newClient(app), 'owner@example.com', OTHER_PASSWORD, owner)).toBe('InvalidCredentials');
    expect(await login(newClient(app), 'owner@example.com', GOOD_PASSWORD, owner)).toBe('TooManyRequests');
  });

  it('let the delay between failed sign-ins grow, for days and not for years', { tags: ['login-limits'] }, async () => {
    const from = newAddress();
    const waits: number[] = [];
    const since = Date.now();
    const tryAgain = async () => (await attempt('login', 'delay@example.com', from)).data.outcome;
    while ((waits.at(-1) ?? 0) < 86_400) {
      const outcome = await tryAgain();
      if (outcome.__typename !== 'TooManyRequests') continue;
      waits.push(outcome.retryAfter);
      if (outcome.retryAfter < 86_400) app.clock.advance(outcome.retryAfter);
    }
    const [first = 0, second = 0, third = 0] = waits;
    const elapsed = Math.ceil((Date.now() - since) / 1000);
    expect([first >= 59 - elapsed, second > 10 * first, third > 2 * second]).toEqual([true, true, true]);
    expect(waits.at(-1)).toBeLessThanOrEqual(3 * 86_400);
  });

  it('allow strangers at most 100 failures on an account, and let its owner in all the same: by a known device, and by a reset', {
    tags: ['login-limits', 'strangers-owner'],
  }, async () => {
    const address = 'hundred@example.com';
    const laptop = await openAccountFrom(newAddress(), address);
    expect(await login(laptop, address, GOOD_PASSWORD)).toBe('LoggedIn');
    expect(await attempts(100, 'login', address, newAddress)).toEqual(Array(100).fill('InvalidCredentials'));
    const refused = await attempt('login', address, newAddress());
    expect(refused.data.outcome.__typename).toBe('TooManyRequests');
    expect(refused.data.outcome.message).toContain('by ');
    expect(await login(newClient(app), address, GOOD_PASSWORD)).toBe('TooManyRequests');

    // The browser that has signed in before.
    expect(await login(laptop, address, GOOD_PASSWORD)).toBe('LoggedIn');

    // A browser that has never been here, by way of a mail.
    const phone = newClient(app);
    const { reset } = await askForReset(app, address, 3);
    expect(await phone.resetPassword(reset, OTHER_PASSWORD)).toMatchObject({ __typename: 'PasswordResetComplete' });
    expect(await login(phone, address, OTHER_PASSWORD)).toBe('LoggedIn');

    // Strangers learn nothing of it: for them the limit stays until its window ends.
    expect((await attempt('login', address, newAddress())).data.outcome.__typename).toBe('TooManyRequests');
    app.clock.advance(3 * 24 * 3_600);
    expect(await login(newClient(app), address, OTHER_PASSWORD)).toBe('LoggedIn');
  });

  it('give the browser that has reset its attempts back, also where it had none left', {
    tags: ['reset-known-device'],
  }, async () => {
    const address = 'no-more@example.com';
    const laptop = await openAccountFrom(newAddress(), address);
    expect(await login(laptop, address, GOOD_PASSWORD)).toBe('LoggedIn');
    const phone = newClient(app);
    for (const [browser, mails] of [
      [laptop, 2],
      [phone, 4],
    ] as const) {
      const from = newAddress();
      while ((await login(browser, address, 'not the password at all', from)) !== 'TooManyRequests');
      const { reset } = await askForReset(app, address, mails);
      const headers = { 'x-forwarded-for': from };
      const done = await browser.send(RESET_TO_GOOD, { ...reset }, headers);
      expect(done.data.outcome.__typename).toBe('PasswordResetComplete');
      expect(await login(browser, address, GOOD_PASSWORD, from)).toBe('LoggedIn');
    }
    const { data } = await phone.send('{ me { email } }', {});
    expect(data.me).toEqual({ email: address });
  });

  it('keep a refused stranger refused after the owner has signed in, by every operation', {
    tags: ['strangers-success'],
  }, async () => {
    const [known, unknown] = ['early-known@example.com', 'early-unknown@example.com'];
    const laptop = await openAccountFrom(newAddress(), known);
    const stranger = newAddress();
    const seen: Record<string, string[]> = {};
    for (const address of [known, unknown]) {
      await attempts(5, 'login', address, always(stranger));
      await attempts(5, 'requestPasswordReset', address, always(stranger));
      if (address === known) {
        expect(await login(laptop, known, GOOD_PASSWORD)).toBe('LoggedIn');
        const { reset } = await askForReset(app, known, 7);
        await newClient(app).resetPassword(reset, OTHER_PASSWORD);
      }
      seen[address] = [
        ...(await attempts(2, 'login', address, always(stranger))),
        ...(await attempts(2, 'requestPasswordReset', address, always(stranger))),
        ...(await attempts(2, 'register', address, always(stranger))),
      ];
    }
    expect(seen[known]).toEqual(seen[unknown]);
    expect(new Set(seen[known])).toEqual(new Set(['TooManyRequests']));
  });

  it('let an owner ask for a reset from a known device, however many strangers have asked', {
    tags: ['strangers-owner'],
  }, async () => {
    const address = 'flooded@example.com';
    const laptop = await openAccountFrom(newAddress(), address);
    await login(laptop, address, GOOD_PASSWORD);
    const asked = await attempts(40, 'requestPasswordReset', address, newAddress);
    expect(asked.filter(name => name === 'PasswordResetRequested').length).toBeLessThanOrEqual(30);
    expect(asked.at(-1)).toBe('TooManyRequests');
    expect(await laptop.requestPasswordReset(address)).toMatchObject({ __typename: 'PasswordResetRequested' });
  });

  it('bound the mails to one mailbox also for someone who has made any number of browsers known devices of it', {
    tags: ['strangers-mail'],
  }, async () => {
    const address = 'collected@example.com';
    const from = newAddress();
    await openAccountFrom(from, address);
    const answers: Array<Awaited<ReturnType<typeof attempt>>> = [];
    for (let n = 0; n < 12; n += 1) {
      const browser = newClient(app);
      await login(browser, address, GOOD_PASSWORD, from);
      for (let m = 0; m < 5; m += 1) answers.push(await attempt('requestPasswordReset', address, from, {}, browser));
    }
    // One of the five that the client has for itself was for the registration.
    expect(countsOf(answers)).toEqual({ PasswordResetRequested: 30 + 4, TooManyRequests: 26 });
  });

  it('bound the mails to one mailbox together, for every operation and every spelling of the address', {
    tags: ['strangers-mail'],
  }, async () => {
    const answers: string[] = [];
    for (let n = 0; n < 60; n += 1) {
      const operation = n % 2 === 0 ? 'requestPasswordReset' : 'register';
      const spelt = n % 3 === 0 ? `bounded+${n}@example.com` : 'Bounded@example.com';
      answers.push((await attempt(operation, spelt, newAddress())).data.outcome.__typename);
    }
    expect(answers.filter(name => name !== 'TooManyRequests')).toHaveLength(30);
    const from = newAddress();
    const tagged = [];
    for (let n = 0; n < 6; n += 1) {
      tagged.push((await attempt('register', `tagged+${n}@example.com`, from)).data.outcome.__typename);
    }
    expect(tagged.filter(name => name === 'TooManyRequests')).toHaveLength(1);
  });

  it('leave an owner a reset by email, regardless of what strangers ask for by other operations and spellings', {
    tags: ['strangers-owner'],
  }, async () => {
    const address = 'recovering@example.com';
    await openAccountFrom(newAddress(), address);
    for (const [operation, spelt] of [
      ['register', (n: number) => (n % 2 === 0 ? address : `recovering+r${n}@example.com`)],
      ['requestPasswordReset', (n: number) => `recovering+${n}@example.com`],
    ] as const) {
      let refusals = 0;
      for (let n = 0; refusals < 3; n += 1)
        if ((await attempt(operation, spelt(n), newAddress())).data.outcome.__typename === 'TooManyRequests')
          refusals += 1;
    }
    expect(await attempts(1, 'requestPasswordReset', address, newAddress)).toEqual(['PasswordResetRequested']);
    const reset = await nextResetLink(address);
    expect(await newClient(app).resetPassword(reset, OTHER_PASSWORD)).toMatchObject({
      __typename: 'PasswordResetComplete',
    });
  });

  it('let an owner use the next link, however often strangers use a dead one', {
    tags: ['strangers-owner'],
  }, async () => {
    const address = 'replayed@example.com';
    const registration =
      'mutation ($uid: String!, $token: String!) { completeRegistration(uid: $uid, token: $token, password: "plum kettle orbit 71 sandal") { __typename } }';
    const replay = (document: string, link: MailedLink) =>
      newClient(app).send(document, { ...link }, { 'x-forwarded-for': newAddress() });
    await attempt('register', address, newAddress());
    const expired = (await readMail(app, address)).links['register-confirm'] as MailedLink;
    app.clock.advance(8 * 86_400);
    for (let n = 0; n < 35; n += 1)
      expect((await replay(registration, expired)).data.completeRegistration.__typename).toBe('InvalidLink');
    await attempt('register', address, newAddress());
    const fresh = (await readMail(app, address, 2)).links['register-confirm'] as MailedLink;
    expect(await newClient(app).completeRegistration(fresh, GOOD_PASSWORD)).toMatchObject({
      __typename: 'RegistrationComplete',
    });

    const spent = await askForReset(app, address, 3);
    await newClient(app).resetPassword(spent.reset, OTHER_PASSWORD);
    for (const [document, link] of [
      [RESET_TO_GOOD, spent.reset],
      [
        'mutation ($uid: String!, $token: String!) { outcome: revokePasswordReset(uid: $uid, token: $token) { __typename } }',
        spent.revoke,
      ],
    ] as const)
      for (let n = 0; n < 35; n += 1)
        expect((await replay(document, link)).data.outcome.__typename).toBe('InvalidLink');
    const next = await askForReset(app, address, 5);
    expect(await newClient(app).resetPassword(next.reset, GOOD_PASSWORD)).toMatchObject({
      __typename: 'PasswordResetComplete',
    });
  });

  it('count refused passwords by their link, from however many clients they come', {
    tags: ['strangers-owner'],
  }, async () => {
    const address = 'refused@example.com';
    await openAccountFrom(newAddress(), address);
    const { reset } = await askForReset(app, address, 2);
    const answers: string[] = [];
    for (let n = 0; n < 31; n += 1) {
      const answer = await newClient(app).send(
        'mutation ($uid: String!, $token: String!) { outcome: resetPassword(uid: $uid, token: $token, newPassword: "short") { __typename } }',
        n % 2 === 0 ? { ...reset } : { uid: reset.uid.toUpperCase(), token: reset.token.toUpperCase() },
        { 'x-forwarded-for': newAddress() },
      );
      answers.push(answer.data.outcome.__typename);
    }
    expect(answers.slice(0, 30)).toEqual(Array(30).fill('PasswordRejected'));
    expect(answers.at(-1)).toBe('TooManyRequests');
  });

  it('tell an owner of twenty failures, also where strangers have failed at another tag of the mailbox', {
    tags: ['login-limits'],
  }, async () => {
    const address = 'burst@example.com';
    await openAccountFrom(newAddress(), address);
    await attempts(25, 'login', 'burst+tag@example.com', newAddress);
    await attempts(25, 'login', address, newAddress);
    const { subject } = await readMail(app, address, 2);
    expect(subject).toBe('Failed attempts to sign in to your Rekey account');
    expect(app.sink.mails.filter(({ to }) => to.includes(address))).toHaveLength(2);
  });

  it('let a signed-in owner change the password during an attack of strangers, and bound guesses at the current one', {
    tags: ['strangers-owner'],
  }, async () => {
    const address = 'guess@example.com';
    const client = await openAccountFrom(newAddress(), address);
    await login(client, address, GOOD_PASSWORD);
    await attempts(100, 'login', address, newAddress);
    const change = async (old: string, next: string) =>
      (
        await client.send(
          'mutation ($old: String!, $new: String!) { changePassword(currentPassword: $old, newPassword: $new) { __typename } }',
          { old, new: next },
        )
      ).data.changePassword.__typename;
    // A new password that is refused is no guess.
    for (let n = 0; n < 7; n += 1) expect(await change(GOOD_PASSWORD, 'short')).toBe('PasswordRejected');
    expect(await change(GOOD_PASSWORD, OTHER_PASSWORD)).toBe('PasswordChanged');
    for (let n = 0; n < 4; n += 1) expect(await change('wrong', GOOD_PASSWORD)).toBe('InvalidCredentials');
    expect(await change(OTHER_PASSWORD, GOOD_PASSWORD)).toBe('TooManyRequests');
  });

  it('and the history fold the failed sign-ins of one customer and day, with the latest browser and address', {
    tags: ['strangers-traces'],
  }, async () => {
    const address = 'folded@example.com';
    const owner = await openAccountFrom(newAddress(), address);
    const [first, second] = ['2001:db8:f01d:1::1', '2001:db8:f01d:2::1'];
    await attempt('login', address, first, { 'user-agent': 'first' });
    await attempt('login', address, second, { 'user-agent': 'second' });
    app.clock.advance(86_400);
    await attempt('login', address, first, { 'user-agent': 'a day later' });
    await login(owner, address, GOOD_PASSWORD);
    const { data } = await owner.send('{ me { securityEvents { kind count userAgent ipAddress } } }');
    const failed = data.me.securityEvents.filter(({ kind }: { kind: string }) => kind === 'LOGIN_FAILED');
    expect(failed).toEqual([
      { kind: 'LOGIN_FAILED', count: 1, userAgent: 'a day later', ipAddress: first },
      { kind: 'LOGIN_FAILED', count: 2, userAgent: 'second', ipAddress: second },
    ]);
  });

  it('keep one client from filling the queue of hashing with links', async () => {
    const from = newAddress();
    const use = async () =>
      (
        await newClient(app).send(
          'mutation { resetPassword(uid: "x", token: "y", newPassword: "z") { __typename } }',
          {},
          { 'x-forwarded-for': from },
        )
      ).data.resetPassword.__typename;
    const answers = [];
    for (let n = 0; n < 61; n += 1) answers.push(await use());
    expect(answers.filter(name => name === 'InvalidLink')).toHaveLength(60);
    expect(answers.at(-1)).toBe('TooManyRequests');
  });

  /** The link of the newest reset email to an address, once there is one. */
  async function nextResetLink(address: string): Promise<MailedLink> {
    for (let count = 1; ; count += 1) {
      const link = (await readMail(app, address, count)).links['password-reset-confirm'];
      if (link) return link;
    }
  }

  /** The outcome of one sign-in, from a new address unless told otherwise. */
  async function login(client: TestClient, email: string, password: string, from = newAddress()): Promise<string> {
    const answer = await client.send(OUTCOME.login ?? '', { email, password }, { 'x-forwarded-for': from });
    return answer.data.outcome.__typename;
  }

  async function openAccountFrom(from: string, email: string) {
    const client = newClient(app);
    await client.send(
      'mutation ($email: String!) { register(email: $email) { __typename } }',
      { email },
      { 'x-forwarded-for': from },
    );
    const link = (await readMail(app, email)).links['register-confirm'];
    if (!link) throw new Error('no registration link');
    await client.completeRegistration(link, GOOD_PASSWORD);
    return client;
  }
});

describe('without TRUST_PROXY', () => {
  it('X-Forwarded-For is nothing', { tags: ['limits-client'] }, async () => {
    const app = await startTestApp({ RATE_LIMITS: 'on' });
    try {
      const ask = async (n: number) =>
        (await newClient(app).requestPasswordReset('direct@example.com', { 'x-forwarded-for': `10.0.0.${n}` }))
          .__typename;
      const answers = [];
      for (let n = 0; n < 6; n += 1) answers.push(await ask(n));
      expect(answers.at(-1)).toBe('TooManyRequests');
      const client = await registerAccount(app, 'ip@example.com');
      await client.send(
        `mutation { login(email: "ip@example.com", password: "${GOOD_PASSWORD}") { __typename } }`,
        {},
        { 'x-forwarded-for': '10.9.9.9' },
      );
      const { data } = await client.send('{ me { sessions { ipAddress } } }');
      expect(data.me.sessions[0].ipAddress).toBe('127.0.0.1');
    } finally {
      await app.close();
    }
  });
});
