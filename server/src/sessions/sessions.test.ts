import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Account } from '../accounts/account.ts';
import type { EmailAddress } from '../domain/emailAddress.ts';
import { operatorOf } from '../testing/operator.ts';
import { registerAccount } from '../testing/people.ts';
import { postJson, rawRequest } from '../testing/rawRequest.ts';
import { statementsSent } from '../testing/statementsSent.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';
import { hashSessionToken, parseSessionToken, type SessionToken, sessionLookup } from './currentSession.ts';
import { Session } from './session.ts';

/** The Set-Cookie header of a sign-in. */
async function cookieOf(app: TestApp, address: string): Promise<string> {
  const query = `mutation { login(email: "${address}", password: "${GOOD_PASSWORD}") { __typename } }`;
  const { headers } = await postJson(app, { query });
  return String(headers['set-cookie']?.[0]);
}

describe('a session cookie', () => {
  it('is HttpOnly and SameSite=Lax, for the whole site and as long as a session lives', {
    tags: ['login-session'],
  }, async () => {
    const app = await startTestApp({ SESSION_TIMEOUT: '1000' });
    try {
      await registerAccount(app, 'http@example.com');
      const [pair, ...attributes] = (await cookieOf(app, 'http@example.com')).split('; ');
      expect(pair).toMatch(/^rekey_session=[\w-]{43}$/);
      expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=1000', 'Path=/', 'SameSite=Lax']);
    } finally {
      await app.close();
    }
  });

  it('is Secure and bears the prefix __Host- under https, and no other name is read', {
    tags: ['login-session'],
  }, async () => {
    const app = await startTestApp({ PUBLIC_URL: 'https://login.example.com' });
    try {
      await registerAccount(app, 'https@example.com');
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

  it('is a session token only in the form that the server sets, so that garbage is not looked up', () => {
    const ours = 'AZaz09_-'.repeat(6).slice(0, 43);
    expect(parseSessionToken(ours)).toBe(ours);
    const garbage = [
      undefined,
      '',
      'undefined',
      ours.slice(1),
      `${ours}A`,
      `A${ours}`,
      ` ${ours}`,
      `${ours}\n`,
      ours.replace('Z', '+'),
    ];
    for (const cookie of garbage) expect(parseSessionToken(cookie), cookie).toBeUndefined();
  });
});

describe('a session', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ SESSION_TIMEOUT: '3600', SESSION_IDLE_TIMEOUT: '600' });
  });
  afterAll(() => app.close());

  async function signedIn(address: string) {
    const client = await registerAccount(app, address);
    await client.login(address, GOOD_PASSWORD);
    return client;
  }

  it('does not exist, and is no error, where the cookie is garbage', { tags: ['login-timeouts'] }, async () => {
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

  it('is told from those of others who ask at the same moment', { tags: ['login-session'] }, async () => {
    const callers: Array<{ readonly cookie: string; readonly email: string | null }> = [];
    for (let n = 0; n < 6; n += 1) {
      const email = `together-${n}@example.com`;
      const client = await signedIn(email);
      const cookie = `rekey_session=${client.cookies.get('rekey_session')}`;
      // Every third one has signed out.
      if (n % 3 === 2) await client.send('mutation { logout }');
      callers.push({ cookie, email: n % 3 === 2 ? null : email });
    }
    callers.push({ cookie: `rekey_session=${'A'.repeat(43)}`, email: null }, { cookie: '', email: null });
    const all = Array.from({ length: 15 }, () => callers).flat();
    const told = await Promise.all(
      all.map(async ({ cookie }) => {
        const { text } = await postJson(
          app,
          { query: '{ me { email } }' },
          '/graphql',
          cookie === '' ? {} : { cookie },
        );
        return JSON.parse(text).data.me?.email ?? null;
      }),
    );
    expect(told).toEqual(all.map(({ email }) => email));
  });

  it('is looked up in one statement with others of the same moment, and each time anew', async () => {
    const tokens: SessionToken[] = [];
    for (const name of ['first', 'second', 'third']) {
      const { cookies } = await signedIn(`${name}-of-a-moment@example.com`);
      tokens.push(parseSessionToken(cookies.get('rekey_session')) as SessionToken);
    }
    const { database } = app.app;
    const timeouts = { absoluteSeconds: 1_000, idleSeconds: 1_000 };
    const sessionOf = sessionLookup(database.em, { timeouts, clock: app.now });
    const look = async () => {
      const lives: Array<string | undefined> = [];
      const sent = await statementsSent(database, async () => {
        const asked = [...tokens, undefined, tokens[0]].map(token => sessionOf(token));
        lives.push(...(await Promise.all(asked)).map(live => live?.account.email));
      });
      return [lives, sent.filter(text => text.includes('token_hash')).length];
    };
    const [first, second, third] = ['first', 'second', 'third'].map(name => `${name}-of-a-moment@example.com`);
    expect(await look()).toEqual([[first, second, third, undefined, first], 1]);
    await database.em.fork().nativeDelete(Session, { tokenHash: hashSessionToken(tokens[1] as SessionToken) });
    expect(await look()).toEqual([[first, undefined, third, undefined, first], 1]);
  });

  it('ends when it has not been used for SESSION_IDLE_TIMEOUT, and lives on while it is', {
    tags: ['login-timeouts'],
  }, async () => {
    const client = await signedIn('idle@example.com');
    for (let n = 0; n < 3; n += 1) {
      app.clock.advance(540);
      expect(await client.me()).toBe('idle@example.com');
    }
    app.clock.advance(610);
    expect(await client.me()).toBeNull();
  });

  it('ends for want of use however busy the others of the same person are', async () => {
    const idle = await signedIn('left@example.com');
    const busy = newClient(app);
    await busy.login('left@example.com', GOOD_PASSWORD);
    app.clock.advance(540);
    expect(await busy.me()).toBe('left@example.com');
    app.clock.advance(80);
    expect([await busy.me(), await idle.me()]).toEqual(['left@example.com', null]);
  });

  it('counts idleness from the last request also where the timeout is short', async () => {
    const own = await startTestApp({ SESSION_IDLE_TIMEOUT: '120' });
    try {
      const client = await registerAccount(own, 'short@example.com');
      await client.login('short@example.com', GOOD_PASSWORD);
      for (let n = 0; n < 4; n += 1) {
        own.clock.advance(70);
        expect(await client.me()).toBe('short@example.com');
      }
      own.clock.advance(125);
      expect(await client.me()).toBeNull();
    } finally {
      await own.close();
    }
  });

  it('ends after SESSION_TIMEOUT, however busy it is', { tags: ['login-timeouts'] }, async () => {
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

  it('leaves nothing in the browser’s storage but the cookies that are not its own', async () => {
    const client = await registerAccount(app, 'leaving@example.com');
    const answers = [
      await client.send(
        `mutation { login(email: "leaving@example.com", password: "${GOOD_PASSWORD}") { __typename } }`,
      ),
      await client.send('{ me { id } }'),
      await client.send('mutation { logout }'),
    ];
    expect(answers.map(({ headers }) => headers.get('clear-site-data'))).toEqual([null, null, '"storage"']);
    expect((await newClient(app).send('mutation { logout }')).headers.get('clear-site-data')).toBeNull();
  });

  it('ends when its account is disabled, and stays ended when it is enabled again', async () => {
    const client = await signedIn('disabled@example.com');
    await operatorOf(app).disable('disabled@example.com');
    expect(await client.me()).toBeNull();
    await operatorOf(app).enable('disabled@example.com');
    expect(await client.me()).toBeNull();
    expect(await client.login('disabled@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });

  it('does not exist while its account is disabled', async () => {
    const client = await signedIn('by-hand@example.com');
    const disable = (disabled: boolean) =>
      app.app.database.em.fork().nativeUpdate(Account, { email: 'by-hand@example.com' as EmailAddress }, { disabled });
    await disable(true);
    expect(await client.me()).toBeNull();
    await disable(false);
    expect(await client.me()).toBe('by-hand@example.com');
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

  it('is one of a hundred at most: a sign-in ends those that were seen longest ago', async () => {
    const first = await signedIn('many@example.com');
    const [second, last] = [newClient(app), newClient(app)];
    app.clock.advance(1);
    await second.login('many@example.com', GOOD_PASSWORD);
    app.clock.advance(1);
    for (let n = 0; n < 98; n += 1) await newClient(app).login('many@example.com', GOOD_PASSWORD);
    expect(await first.me()).toBe('many@example.com');
    await last.login('many@example.com', GOOD_PASSWORD);
    expect([await first.me(), await second.me()]).toEqual([null, 'many@example.com']);
    expect((await last.send('{ me { sessions { id } } }')).data.me.sessions).toHaveLength(100);
  });

  it('makes no row for anonymous callers, for any operation', { tags: ['asking-changes-nothing'] }, async () => {
    const rows = () => app.app.database.em.fork().count(Session);
    const before = await rows();
    const anonymous = newClient(app);
    await anonymous.me();
    await anonymous.requestPasswordReset('anonymous@example.com');
    await anonymous.register('anonymous@example.com');
    await anonymous.login('anonymous@example.com', OTHER_PASSWORD);
    await anonymous.send('mutation { endSessions }');
    await rawRequest(app, '/login');
    expect(anonymous.cookies.size).toBe(0);
    expect(await rows()).toBe(before);
  });
});
