import bcrypt from 'bcrypt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../accounts/scope.ts';
import { noLimits } from '../limits/limiter.ts';
import { costOf } from '../passwords/passwordHash.ts';
import type { PasswordHasher } from '../passwords/passwordHasher.ts';
import { type Operator, operatorOf } from '../testing/operator.ts';
import { registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';
import { hashSessionToken, type SessionToken } from './currentSession.ts';
import { login } from './login.ts';
import { Session } from './session.ts';

const LOGIN =
  'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { __typename ... on Problem { message } } }';

describe('signing in', () => {
  let app: TestApp;
  let operator: Operator;
  beforeAll(async () => {
    app = await startTestApp({ BCRYPT_COST: '5' });
    operator = operatorOf(app);
  });
  afterAll(() => app.close());

  const signIn = (address: string, password = GOOD_PASSWORD) => newClient(app).login(address, password);

  it('refuses unknown, wrong, disabled, passwordless, unreadable and imported alike: data, errors, status and headers', {
    tags: ['login-alike'],
  }, async () => {
    await registerAccount(app, 'known@example.com');
    await registerAccount(app, 'disabled@example.com');
    await operator.disable('disabled@example.com');
    await operator.bringIn('empty@example.com');
    await operator.bringIn('broken@example.com', 'not a hash at all');
    await operator.bringIn('imported@example.com', bcrypt.hashSync(GOOD_PASSWORD, 4));
    const attempts: Array<[string, string]> = [
      ['unknown@example.com', GOOD_PASSWORD],
      ['known@example.com', OTHER_PASSWORD],
      ['known@example.com', ''],
      ['known@example.com', 'x'.repeat(50_000)],
      ['known@example.com', '\u0000\ud800'],
      ['disabled@example.com', GOOD_PASSWORD],
      ['empty@example.com', ''],
      ['empty@example.com', GOOD_PASSWORD],
      ['broken@example.com', 'not a hash at all'],
      ['imported@example.com', OTHER_PASSWORD],
      ['not an address', GOOD_PASSWORD],
      ['', ''],
    ];
    const answers = [];
    for (const [email, password] of attempts) answers.push(await newClient(app).send(LOGIN, { email, password }));
    const seen = answers.map(({ status, headers, data, errors }) => ({
      status,
      headers: [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)),
      data,
      errors,
    }));
    expect(seen[0]?.data.login.__typename).toBe('InvalidCredentials');
    for (const other of seen) expect(other).toEqual(seen[0]);
  });

  it('makes a new session id of 256 random bits each time, and stores its digest alone', {
    tags: ['login-session'],
  }, async () => {
    const client = await registerAccount(app, 'ids@example.com');
    const seen = new Set<string>();
    for (let n = 0; n < 5; n += 1) {
      await client.login('ids@example.com', GOOD_PASSWORD);
      const token = client.cookies.get('rekey_session') ?? '';
      expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(Buffer.from(token, 'base64url')).toHaveLength(32);
      const rows = await app.app.database.em
        .fork()
        .find(Session, { tokenHash: hashSessionToken(token as SessionToken) });
      expect(rows).toHaveLength(1);
      expect(JSON.stringify(rows)).not.toContain(token);
      seen.add(token);
    }
    expect(seen.size).toBe(5);
  });

  it('does not take a session id that a browser brings along, and ends the session that it had', {
    tags: ['login-session'],
  }, async () => {
    const victim = await registerAccount(app, 'fixed@example.com');
    const planted = 'A'.repeat(43);
    victim.cookies.set('rekey_session', planted);
    await victim.login('fixed@example.com', GOOD_PASSWORD);
    const first = victim.cookies.get('rekey_session') ?? '';
    expect(first).not.toBe(planted);
    const left = newClient(app);
    left.cookies.set('rekey_session', first);
    expect(await left.me()).toBe('fixed@example.com');

    await victim.login('fixed@example.com', GOOD_PASSWORD);

    expect(await left.me()).toBeNull();
    expect(await victim.me()).toBe('fixed@example.com');
  });

  it('leaves other people, and the other browsers of the same person, alone', async () => {
    const [laptop, phone] = [await registerAccount(app, 'two@example.com'), newClient(app)];
    const stranger = await registerAccount(app, 'stranger@example.com');
    await laptop.login('two@example.com', GOOD_PASSWORD);
    await phone.login('two@example.com', GOOD_PASSWORD);
    const before = (await stranger.login('stranger@example.com', GOOD_PASSWORD)).account.lastLoginAt;
    app.clock.advance(60);

    await laptop.login('two@example.com', GOOD_PASSWORD);

    expect(await phone.me()).toBe('two@example.com');
    expect((await stranger.send('{ me { lastLoginAt } }')).data.me).toEqual({ lastLoginAt: before });
    expect((await laptop.send('{ me { lastLoginAt } }')).data.me.lastLoginAt).not.toBe(before);
  });

  it('shows the owner from which browser and address, and when', async () => {
    const client = await registerAccount(app, 'where@example.com');
    const headers = { 'user-agent': 'Browser of the owner' };
    await client.send(LOGIN, { email: 'where@example.com', password: GOOD_PASSWORD }, headers);

    const { data } = await client.send(
      '{ me { lastLoginAt sessions { userAgent ipAddress createdAt lastSeenAt } securityEvents { kind at userAgent ipAddress } } }',
    );

    const { lastLoginAt: at, sessions, securityEvents } = data.me;
    const from = { userAgent: 'Browser of the owner', ipAddress: '127.0.0.1' };
    expect(sessions).toEqual([{ ...from, createdAt: at, lastSeenAt: at }]);
    expect(securityEvents[0]).toEqual({ kind: 'LOGGED_IN', at, ...from });
  });

  it('checks a disabled account as one without a password, so that a right one shows in no time', {
    tags: ['login-alike'],
  }, async () => {
    await registerAccount(app, 'open@example.com');
    await registerAccount(app, 'shut@example.com');
    await operator.disable('shut@example.com');
    const checked: unknown[] = [];
    const hasher: Partial<PasswordHasher> = {
      async verify(_typed, stored) {
        checked.push(stored);
        return { matches: false, outdated: false };
      },
    };
    const scope = {
      em: app.app.database.em.fork(),
      hasher,
      limiter: noLimits,
      clock: app.now,
      log: { info() {}, warn() {}, error() {} },
      secretKeys: app.app.secretKeys,
      caller: { ipAddress: '192.0.2.1', userAgent: undefined, language: 'en' },
    } as unknown as Scope;
    for (const address of ['open@example.com', 'shut@example.com', 'unknown@example.com'])
      await login(scope, address, GOOD_PASSWORD);
    const { passwordHash } = await operator.find('open@example.com');
    expect(checked).toEqual([passwordHash, null, undefined]);
  });

  it('rewrites an imported hash to the current scheme and cost at the first success, and not at a failure', {
    tags: ['password-imported'],
  }, async () => {
    const imported = bcrypt.hashSync(GOOD_PASSWORD, 4).replace('$2b$', '$2y$');
    await operator.bringIn('laravel@example.com', imported);
    await signIn('laravel@example.com', OTHER_PASSWORD);
    expect((await operator.find('laravel@example.com')).passwordHash).toBe(imported);

    expect(await signIn('laravel@example.com')).toMatchObject({ __typename: 'LoggedIn' });

    const rewritten = (await operator.find('laravel@example.com')).passwordHash ?? '';
    expect(costOf(rewritten)).toBe(5);
    expect(await signIn('laravel@example.com')).toMatchObject({ __typename: 'LoggedIn' });
    expect((await operator.find('laravel@example.com')).passwordHash).toBe(rewritten);
  });

  it('lets all of several parallel first sign-ins with an imported hash in', async () => {
    await operator.bringIn('devise@example.com', bcrypt.hashSync(GOOD_PASSWORD, 4));
    const results = await Promise.all(Array.from({ length: 5 }, () => signIn('devise@example.com')));
    expect(results.map(result => result.__typename)).toEqual(Array(5).fill('LoggedIn'));
    expect(costOf((await operator.find('devise@example.com')).passwordHash ?? '')).toBe(5);
  });

  it('takes the same password however a keyboard makes it', { tags: ['password-unicode'] }, async () => {
    await registerAccount(app, 'accents@example.com', 'cr\u00e8me br\u00fbl\u00e9e 71 sandal');
    expect(await signIn('accents@example.com', 'cre\u0300me\u00a0bru\u0302le\u0301e 71 sandal')).toMatchObject({
      __typename: 'LoggedIn',
    });
  });

  it('records each attempt for the owner, and names the account to no other', async () => {
    const client = await registerAccount(app, 'log@example.com');
    await client.login('log@example.com', OTHER_PASSWORD);
    await client.login('log@example.com', GOOD_PASSWORD);
    await client.send('mutation { logout }');
    await client.login('log@example.com', GOOD_PASSWORD);
    const { data } = await client.send('{ me { securityEvents(first: 50) { kind at } } }');
    expect(data.me.securityEvents.map((event: { kind: string }) => event.kind)).toEqual([
      'LOGGED_IN',
      'LOGGED_OUT',
      'LOGGED_IN',
      'LOGIN_FAILED',
      'REGISTERED',
    ]);
    const first = async (n: number) =>
      (await client.send(`{ me { securityEvents(first: ${n}) { id } } }`)).data.me.securityEvents;
    expect([await first(0), await first(-5)]).toEqual([[], []]);
    expect(await first(2)).toHaveLength(2);
    expect(await first(2_147_483_647)).toHaveLength(5);
  });

  it('refuses, and does not fail, where the account is deleted while its password is being checked', async () => {
    const own = await startTestApp({ BCRYPT_COST: '12' });
    /** How many passwords are being hashed or wait for it. */
    const hashing = async () => {
      const metrics = await (await fetch(`${own.url}/metrics`)).text();
      return [...metrics.matchAll(/^rekey_hashing_(?:running|waiting) (\d+)/gm)].reduce(
        (sum, [, n]) => sum + Number(n),
        0,
      );
    };
    try {
      await registerAccount(own, 'going@example.com');
      const attempts = [
        newClient(own).login('going@example.com', OTHER_PASSWORD),
        newClient(own).login('going@example.com', GOOD_PASSWORD),
      ];
      while ((await hashing()) < attempts.length) await new Promise(resolve => setTimeout(resolve, 5));
      await operatorOf(own).remove('going@example.com');
      for (const result of await Promise.all(attempts)) expect(result.__typename).toBe('InvalidCredentials');
    } finally {
      await own.close();
    }
  });
});
