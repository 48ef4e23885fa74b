import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptLog } from '../testing/keptLog.ts';
import { registerAccount } from '../testing/people.ts';
import { postJson, rawRequest } from '../testing/rawRequest.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, type TestClient } from '../testing/testClient.ts';

const BEARER = { 'x-rekey-session': 'bearer' };

/** The sign-in of a program. */
async function signIn(app: TestApp, address: string, headers: object = BEARER, password = GOOD_PASSWORD) {
  const query = `mutation { login(email: "${address}", password: "${password}") { __typename } }`;
  const answer = await postJson(app, { query }, '/graphql', headers);
  return {
    outcome: JSON.parse(answer.text).data.login.__typename,
    token: answer.headers['x-rekey-session-token'],
    cookies: answer.headers['set-cookie'],
    headers: answer.headers,
  };
}

const withBearer = (token: unknown) => ({ authorization: `Bearer ${token}` });
const withCookie = (client: TestClient) => ({ cookie: `rekey_session=${client.cookies.get('rekey_session')}` });

/** The address that an operation, and /session, take the caller for. */
async function known(app: TestApp, headers: Record<string, string>): Promise<string | null> {
  const { text } = await postJson(app, { query: '{ me { email } }' }, '/graphql', headers);
  const session = await rawRequest(app, '/session', { headers });
  const email = JSON.parse(text).data.me?.email ?? null;
  expect(session.status).toBe(email === null ? 401 : 200);
  if (email !== null) expect(JSON.parse(session.text).account.email).toBe(email);
  return email;
}

describe('bearer sessions, where BEARER_SESSIONS is on', () => {
  const { lines, log } = keptLog();
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ BEARER_SESSIONS: 'on', LOG_LEVEL: 'trace', SESSION_IDLE_TIMEOUT: '600' }, log);
    await registerAccount(app, 'ada@example.com');
    await registerAccount(app, 'grace@example.com');
  });
  afterAll(() => app.close());

  it('begin with a token in a header and no cookie at all', async () => {
    const { outcome, token, cookies, headers } = await signIn(app, 'ada@example.com');
    expect([outcome, token, cookies]).toEqual(['LoggedIn', expect.stringMatching(/^[\w-]{43}$/), undefined]);
    expect(headers['cache-control']).toBe('no-store');
    expect(await known(app, withBearer(token))).toBe('ada@example.com');
    expect(await known(app, { authorization: `bEaReR   ${token} ` })).toBe('ada@example.com');
    expect(lines.join('')).not.toContain(token);
  });

  it('are given to those alone who ask and know the password', async () => {
    expect(await signIn(app, 'ada@example.com', BEARER, 'a wrong password')).toMatchObject({
      outcome: 'InvalidCredentials',
      token: undefined,
      cookies: undefined,
    });
    for (const headers of [{}, { 'x-rekey-session': 'cookie' }, { 'x-rekey-session': '' }, withBearer('x')]) {
      const { outcome, token, cookies } = await signIn(app, 'ada@example.com', headers);
      expect([outcome, token, cookies?.[0]]).toEqual(['LoggedIn', undefined, expect.stringMatching(/^rekey_session=/)]);
    }
  });

  it('are sessions like any other: listed, idle, and ended by signing out', async () => {
    const { token } = await signIn(app, 'ada@example.com');
    const send = (query: string) => postJson(app, { query }, '/graphql', withBearer(token));
    const listed = JSON.parse((await send('{ me { sessions { current } } }')).text).data.me.sessions;
    expect(listed.filter((one: { current: boolean }) => one.current)).toHaveLength(1);
    for (let n = 0; n < 3; n += 1) {
      app.clock.advance(540);
      expect(await known(app, withBearer(token))).toBe('ada@example.com');
    }
    const { text, headers } = await send('mutation { logout }');
    expect([JSON.parse(text), headers['set-cookie'], headers['clear-site-data']]).toEqual([
      { data: { logout: true } },
      undefined,
      undefined,
    ]);
    expect(await known(app, withBearer(token))).toBeNull();

    const idle = await signIn(app, 'ada@example.com');
    app.clock.advance(610);
    expect(await known(app, withBearer(idle.token))).toBeNull();
  });

  it('end with the others by a change of password, except the one that asks for it', async () => {
    const [asking, other] = [await signIn(app, 'grace@example.com'), await signIn(app, 'grace@example.com')];
    const query = `mutation { changePassword(currentPassword: "${GOOD_PASSWORD}", newPassword: "${GOOD_PASSWORD} two") { __typename } }`;
    const { text } = await postJson(app, { query }, '/graphql', withBearer(asking.token));
    expect(JSON.parse(text).data.changePassword.__typename).toBe('PasswordChanged');
    expect(await known(app, withBearer(asking.token))).toBe('grace@example.com');
    expect(await known(app, withBearer(other.token))).toBeNull();
    await postJson(
      app,
      {
        query: query
          .replace(GOOD_PASSWORD, `${GOOD_PASSWORD} two`)
          .replace(`"${GOOD_PASSWORD} two") {`, `"${GOOD_PASSWORD}") {`),
      },
      '/graphql',
      withBearer(asking.token),
    );
  });

  it('count before a cookie, and a bearer of another form does not count', async () => {
    const ada = newClient(app);
    await ada.login('ada@example.com', GOOD_PASSWORD);
    const bob = await registerAccount(app, 'bob@example.com');
    await bob.login('bob@example.com', GOOD_PASSWORD);
    const { token } = await signIn(app, 'bob@example.com');

    expect(await known(app, { ...withCookie(ada), ...withBearer(token) })).toBe('bob@example.com');
    // One that has ended has no account, also beside a cookie that has one.
    expect(await known(app, { ...withCookie(ada), ...withBearer('A'.repeat(43)) })).toBeNull();
    for (const theirs of [
      'Bearer a.product.token',
      'Basic YTpi',
      'Bearer',
      `Token ${token}`,
      `Bearer ${token} x`,
      `${token}`,
    ]) {
      expect(await known(app, { ...withCookie(ada), authorization: theirs }), theirs).toBe('ada@example.com');
      expect(await known(app, { authorization: theirs }), theirs).toBeNull();
    }
  });

  it('leave the session of a cookie beside them alone, and it them', async () => {
    const ada = newClient(app);
    await ada.login('ada@example.com', GOOD_PASSWORD);
    const first = await signIn(app, 'ada@example.com', { ...BEARER, ...withCookie(ada) });
    expect(await known(app, withCookie(ada))).toBe('ada@example.com');
    // A new sign-in ends the session in whose place it goes.
    const second = await signIn(app, 'ada@example.com', { ...BEARER, ...withCookie(ada), ...withBearer(first.token) });
    expect(await known(app, withBearer(first.token))).toBeNull();
    const third = await signIn(app, 'ada@example.com', { ...withCookie(ada), ...withBearer(second.token) });
    expect(await known(app, withCookie(ada))).toBeNull();
    expect(await known(app, withBearer(second.token))).toBe('ada@example.com');

    const cookie = String(third.cookies?.[0]?.split(';')[0]);
    const both = { cookie, ...withBearer(second.token) };
    const { headers } = await postJson(app, { query: 'mutation { logout }' }, '/graphql', both);
    expect(headers['set-cookie']).toBeUndefined();
    expect(await known(app, withBearer(second.token))).toBeNull();
    expect(await known(app, { cookie })).toBe('ada@example.com');
  });

  it('change nothing about who may send operations', async () => {
    const { token } = await signIn(app, 'ada@example.com');
    const body = JSON.stringify({ query: 'mutation { logout }' });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const { status } = await rawRequest(app, '/graphql', {
        method: 'POST',
        headers: { 'content-type': type, ...withBearer(token) },
        body,
      });
      expect([400, 415], type).toContain(status);
    }
    const preflight = await rawRequest(app, '/graphql', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-headers': 'authorization, x-rekey-session' },
    });
    expect(Object.keys(preflight.headers).filter(name => name.startsWith('access-control-'))).toEqual([]);
    expect(await known(app, withBearer(token))).toBe('ada@example.com');
  });

  it('cannot be made of a cookie: no answer to a page holds a session token', async () => {
    const ada = newClient(app);
    await ada.login('ada@example.com', GOOD_PASSWORD);
    const token = String(ada.cookies.get('rekey_session'));
    const headers = { ...withCookie(ada), ...BEARER };
    const answers = [
      await rawRequest(app, '/session', { headers }),
      await postJson(app, { query: '{ me { id email sessions { id } } }' }, '/graphql', headers),
      await postJson(app, { query: 'mutation { endSessions }' }, '/graphql', headers),
    ];
    for (const answer of answers) {
      expect(answer.headers['x-rekey-session-token']).toBeUndefined();
      expect(JSON.stringify(answer)).not.toContain(token);
    }
  });
});

describe('bearer sessions, which are off by default', () => {
  it('are neither given nor taken', async () => {
    const app = await startTestApp();
    try {
      await registerAccount(app, 'ada@example.com');
      const { outcome, token, cookies } = await signIn(app, 'ada@example.com');
      expect([outcome, token, cookies?.length]).toEqual(['LoggedIn', undefined, 2]);
      const session = /^rekey_session=([^;]+)/.exec(cookies?.[0] ?? '')?.[1];
      expect(await known(app, { cookie: `rekey_session=${session}` })).toBe('ada@example.com');
      expect(await known(app, withBearer(session))).toBeNull();
      const both = { cookie: `rekey_session=${session}`, ...withBearer('A'.repeat(43)) };
      expect(await known(app, both)).toBe('ada@example.com');
    } finally {
      await app.close();
    }
  });
});
