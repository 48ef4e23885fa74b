import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorOf } from '../testing/operator.ts';
import { openAccount, readMail } from '../testing/people.ts';
import { postJson, rawRequest } from '../testing/rawRequest.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';
import { Session } from './session.ts';

const CHANGE =
  'mutation ($old: String!, $new: String!) { changePassword(currentPassword: $old, newPassword: $new) { __typename ... on Problem { message } ... on PasswordRejected { violations { rule } } } }';

/** The Set-Cookie header of a sign-in. */
async function cookieOf(app: TestApp, address: string): Promise<string> {
  const query = `mutation { login(email: "${address}", password: "${GOOD_PASSWORD}") { __typename } }`;
  const { headers } = await postJson(app, { query });
  return String(headers['set-cookie']?.[0]);
}

describe('a session cookie', () => {
  it('is HttpOnly and SameSite=Lax, for the whole site and as long as a session lives', async () => {
    const app = await startTestApp({ SESSION_TIMEOUT: '1000' });
    try {
      await openAccount(app, 'http@example.com');
      const [pair, ...attributes] = (await cookieOf(app, 'http@example.com')).split('; ');
      expect(pair).toMatch(/^rekey_session=[\w-]{43}$/);
      expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=1000', 'Path=/', 'SameSite=Lax']);
    } finally {
      await app.close();
    }
  });

  it('is Secure and bears the prefix __Host- under https, and no other name is read', async () => {
    const app = await startTestApp({ PUBLIC_URL: 'https://login.example.com' });
    try {
      await openAccount(app, 'https@example.com');
      const [pair = '', ...attributes] = (await cookieOf(app, 'https@example.com')).split('; ');
      expect(pair).toMatch(/^__Host-rekey_session=[\w-]{43}$/);
      expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Lax', 'Secure']);
      const me = async (cookie: string) =>
        JSON.parse((await postJson(app, { query: '{ me { email } }' }, '/graphql', { cookie })).text).data.me;
      expect(await me(pair)).toEqual({ email: 'https@example.com' });
      expect(await me(pair.replace('__Host-', ''))).toBeNull();
    } finally {
      await app.close();
    }
  });
});

describe('a session', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ SESSION_TIMEOUT: '3600', SESSION_IDLE_TIMEOUT: '600' });
  });
  afterAll(() => app.close());

  async function signedIn(address: string) {
    const client = await openAccount(app, address);
    await client.login(address, GOOD_PASSWORD);
    return client;
  }

  it('is nobody’s, and never an error, where the cookie is garbage', async () => {
    const garbage = [
      'rekey_session=',
      'rekey_session=x',
      `rekey_session=${'A'.repeat(43)}`,
      `rekey_session=${'A'.repeat(8_000)}`,
      'rekey_session=%E0%A4%A',
      'rekey_session=%00%0d%0a',
      "rekey_session=' or 1=1 --",
      'rekey_session="quoted"',
      'rekey_session=a; rekey_session=b',
      ';;;===;;',
      '=; =; a',
      '__proto__=x; constructor=y',
      `rekey_session=${'\u00ff'.repeat(43)}`,
    ];
    for (const cookie of garbage) {
      const { status, text } = await postJson(app, { query: '{ me { email } }' }, '/graphql', { cookie });
      expect([status, JSON.parse(text)], cookie.slice(0, 50)).toEqual([200, { data: { me: null } }]);
      const mutation = await postJson(app, { query: 'mutation { logout }' }, '/graphql', { cookie });
      expect(JSON.parse(mutation.text)).toEqual({ data: { logout: true } });
    }
  });

  it('ends when it has not been used for SESSION_IDLE_TIMEOUT, and lives on while it is', async () => {
    const client = await signedIn('idle@example.com');
    for (let n = 0; n < 3; n += 1) {
      app.clock.advance(590);
      expect(await client.me()).toBe('idle@example.com');
    }
    app.clock.advance(610);
    expect(await client.me()).toBeNull();
  });

  it('counts idleness from the last request also where the timeout is short', async () => {
    const own = await startTestApp({ SESSION_IDLE_TIMEOUT: '20' });
    try {
      const client = await openAccount(own, 'short@example.com');
      await client.login('short@example.com', GOOD_PASSWORD);
      for (let n = 0; n < 4; n += 1) {
        own.clock.advance(15);
        expect(await client.me()).toBe('short@example.com');
      }
      own.clock.advance(22);
      expect(await client.me()).toBeNull();
    } finally {
      await own.close();
    }
  });

  it('ends after SESSION_TIMEOUT, however busy it is', async () => {
    const client = await signedIn('busy@example.com');
    for (let n = 0; n < 7; n += 1) {
      app.clock.advance(500);
      expect(await client.me()).toBe('busy@example.com');
    }
    app.clock.advance(110);
    expect(await client.me()).toBeNull();
  });

  it('ends by signing out, which is true even where there was none', async () => {
    const client = await signedIn('out@example.com');
    const cookie = [...client.cookies].map(pair => pair.join('=')).join('; ');
    const answer = await client.send('mutation { logout }');
    expect(answer.data.logout).toBe(true);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^rekey_session=;.*Expires=Thu, 01 Jan 1970/);
    expect(
      JSON.parse((await postJson(app, { query: '{ me { email } }' }, '/graphql', { cookie })).text).data.me,
    ).toBeNull();
    const again = await newClient(app).send('mutation { logout }');
    expect([again.data.logout, again.headers.getSetCookie()]).toEqual([true, []]);
  });

  it('ends when its account is disabled, and stays ended when it is enabled again', async () => {
    const client = await signedIn('disabled@example.com');
    await operatorOf(app).disable('disabled@example.com');
    expect(await client.me()).toBeNull();
    await operatorOf(app).enable('disabled@example.com');
    expect(await client.me()).toBeNull();
    expect(await client.login('disabled@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });

  it('is listed to its owner, most recent first, and ended by its owner alone, one or all but the current', async () => {
    const laptop = await signedIn('list@example.com');
    app.clock.advance(1);
    const phone = newClient(app);
    await phone.login('list@example.com', GOOD_PASSWORD);
    app.clock.advance(1);
    const tablet = newClient(app);
    await tablet.login('list@example.com', GOOD_PASSWORD);
    const stranger = await signedIn('stranger@example.com');
    const list = async () =>
      (await laptop.send('{ me { sessions { id current userAgent ipAddress } } }')).data.me.sessions;
    const sessions = await list();
    expect(sessions.map((session: { current: boolean }) => session.current)).toEqual([false, false, true]);
    expect(sessions[0].ipAddress).toBe('127.0.0.1');
    const end = async (client: typeof laptop, id: string | null) =>
      (await client.send('mutation ($id: ID) { endSessions(id: $id) }', { id })).data.endSessions;

    const [tabletId] = sessions.map((session: { id: string }) => session.id);
    for (const wrong of [tabletId.toUpperCase(), 'x', '', "' or 1=1 --", '0', '00000000-0000-4000-8000-000000000000']) {
      expect(await end(laptop, wrong)).toBe(false);
    }
    expect(await end(stranger, tabletId)).toBe(false);
    expect(await end(newClient(app), tabletId)).toBe(false);
    expect(await tablet.me()).toBe('list@example.com');
    expect(await end(laptop, tabletId)).toBe(true);
    expect(await tablet.me()).toBeNull();
    expect(await end(laptop, null)).toBe(true);
    expect(await phone.me()).toBeNull();
    expect(await laptop.me()).toBe('list@example.com');
    expect(await stranger.me()).toBe('stranger@example.com');
    const [own] = await list();
    expect(await end(laptop, own.id)).toBe(true);
    expect(await laptop.me()).toBeNull();
  });

  it('makes no row for anonymous callers, whatever they ask', async () => {
    const rows = () => app.app.database.em.fork().count(Session);
    const before = await rows();
    const anonymous = newClient(app);
    await anonymous.me();
    await anonymous.requestPasswordReset('anybody@example.com');
    await anonymous.register('anybody@example.com');
    await anonymous.login('anybody@example.com', OTHER_PASSWORD);
    await anonymous.send('mutation { endSessions }');
    await rawRequest(app, '/login');
    expect(anonymous.cookies.size).toBe(0);
    expect(await rows()).toBe(before);
  });
});

describe('changing the password', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const change = async (client: ReturnType<typeof newClient>, old: string, fresh: string) =>
    (await client.send(CHANGE, { old, new: fresh })).data.changePassword;

  it('asks for the current one, judges the new one, ends every other session and tells the owner once', async () => {
    const client = await openAccount(app, 'change@example.com');
    await client.login('change@example.com', GOOD_PASSWORD);
    const phone = newClient(app);
    await phone.login('change@example.com', GOOD_PASSWORD);

    expect(await change(newClient(app), GOOD_PASSWORD, OTHER_PASSWORD)).toMatchObject({ __typename: 'NotSignedIn' });
    expect(await change(client, OTHER_PASSWORD, OTHER_PASSWORD)).toMatchObject({ __typename: 'InvalidCredentials' });
    expect(await change(client, GOOD_PASSWORD, 'change@example.com')).toMatchObject({
      __typename: 'PasswordRejected',
      violations: [{ rule: 'TOO_SIMILAR' }, { rule: 'TOO_WEAK' }],
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
    const client = await openAccount(app, 'racing@example.com');
    await client.login('racing@example.com', GOOD_PASSWORD);
    const fresh = Array.from({ length: 8 }, (_, n) => `${OTHER_PASSWORD} ${n}`);
    const results = await Promise.all(fresh.map(password => change(client, GOOD_PASSWORD, password)));
    const winners = fresh.filter((_, n) => results[n].__typename === 'PasswordChanged');
    expect(winners).toHaveLength(1);
    expect(await newClient(app).login('racing@example.com', winners[0] ?? '')).toMatchObject({
      __typename: 'LoggedIn',
    });
  });
});
