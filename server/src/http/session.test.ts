import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Account } from '../accounts/account.ts';
import type { Reference } from '../accounts/reference.ts';
import { keptLog } from '../testing/keptLog.ts';
import { operatorOf } from '../testing/operator.ts';
import { askForReset, registerAccount } from '../testing/people.ts';
import { postJson, rawRequest } from '../testing/rawRequest.ts';
import { statementsSent } from '../testing/statementsSent.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient, OTHER_PASSWORD, type TestClient } from '../testing/testClient.ts';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The Cookie header of a browser. */
const cookieOf = (client: TestClient) => [...client.cookies].map(pair => pair.join('=')).join('; ');

/** The headers of an answer that tell who is calling. */
const rekeyHeaders = (headers: object) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-rekey-')));

/** Every way in which a client may try to say itself who it is. */
const FORGED = {
  'X-Rekey-Account': 'forged',
  'x-rekey-session': 'forged',
  'X-REKEY-REFERENCE': 'forged',
  X_Rekey_Email: 'forged',
  'X-Rekey-Token': 'forged',
};

describe('GET /session', () => {
  const { lines, log } = keptLog();
  let app: TestApp;
  let ada: TestClient;
  beforeAll(async () => {
    app = await startTestApp({ LOG_LEVEL: 'info', SESSION_IDLE_TIMEOUT: '6000' }, log);
    ada = await signedIn('ada@example.com');
  });
  afterAll(() => app.close());

  async function signedIn(address: string): Promise<TestClient> {
    const client = await registerAccount(app, address);
    await client.login(address, GOOD_PASSWORD);
    return client;
  }

  const ask = (cookie?: string, options: { path?: string; method?: string; headers?: object } = {}) =>
    rawRequest(app, options.path ?? '/session', {
      method: options.method ?? 'GET',
      headers: { ...(cookie !== undefined && { cookie }), ...options.headers },
    });
  const isKnown = async (client: TestClient) => (await ask(cookieOf(client))).status === 200;

  it('tells account and session of the caller, as JSON and in headers', { tags: ['session'] }, async () => {
    const { status, headers, text } = await ask(cookieOf(ada));
    const { account, session } = JSON.parse(text);
    const { data } = await ada.send('{ me { id email reference sessions { id current } } }');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(account).toEqual({ id: data.me.id, email: 'ada@example.com', reference: null });
    expect(session).toEqual({ id: data.me.sessions.find((one: { current: boolean }) => one.current).id });
    expect([account.id, session.id]).toEqual([expect.stringMatching(UUID), expect.stringMatching(UUID)]);
    expect(rekeyHeaders(headers)).toEqual({
      'x-rekey-account': account.id,
      'x-rekey-session': session.id,
      'x-rekey-email': 'ada%40example.com',
    });
  });

  it('answers HEAD with the same headers', async () => {
    const get = await ask(cookieOf(ada));
    const head = await ask(cookieOf(ada), { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
    expect(rekeyHeaders(head.headers)).toEqual(rekeyHeaders(get.headers));
    expect(head.headers['cache-control']).toBe('no-store');
    expect((await ask(undefined, { method: 'HEAD' })).status).toBe(401);
  });

  it('puts every address and reference into headers of ASCII, percent-encoded', async () => {
    const people = [
      ['josé+"x"%@bücher.example', 'kunde/№ 7 %0d%0a,;="'],
      ['漢字@example.com', '漢字😀'],
    ] as const;
    for (const [address, reference] of people) {
      const client = await signedIn(address.replace(/[+"x%]/g, ''));
      const data = await client.send('{ me { id email } }');
      await app.app.database.em.fork().nativeUpdate(Account, data.data.me.id, { reference: reference as Reference });
      const { headers, text } = await ask(cookieOf(client));
      expect(JSON.parse(text).account).toEqual({ ...data.data.me, reference });
      expect(headers['x-rekey-email']).toMatch(/^[\x21-\x7e]+$/);
      expect(headers['x-rekey-reference']).toMatch(/^[\x21-\x7e]+$/);
      expect(decodeURIComponent(String(headers['x-rekey-email']))).toBe(data.data.me.email);
      expect(decodeURIComponent(String(headers['x-rekey-reference']))).toBe(reference);
    }
  });

  it('answers a caller without an account with 401 and nothing else, or with 204 where that is asked for', {
    tags: ['session'],
  }, async () => {
    const garbage = [
      undefined,
      '',
      'rekey_session=',
      `rekey_session=${'A'.repeat(43)}`,
      `rekey_session=${'A'.repeat(8_000)}`,
      'rekey_session=%E0%A4%A',
      "rekey_session=' or 1=1 --",
      `__Host-rekey_session=${ada.cookies.get('rekey_session')}`,
      ';;;===;;',
      `rekey_session=${'\u00ff'.repeat(43)}`,
    ];
    for (const cookie of garbage) {
      const refused = await ask(cookie, { headers: FORGED });
      expect([refused.status, refused.text, refused.headers['content-length']], cookie).toEqual([401, '', '0']);
      const allowed = await ask(cookie, { path: '/session?anonymous=allow', headers: FORGED });
      expect([allowed.status, allowed.text], cookie).toEqual([204, '']);
      for (const { headers } of [refused, allowed]) {
        expect(rekeyHeaders(headers)).toEqual({});
        expect(headers['cache-control']).toBe('no-store');
        expect(headers['set-cookie']).toBeUndefined();
      }
    }
    for (const query of [
      'anonymous=yes',
      'anonymous=',
      'anonymous',
      'anonymous=allow&anonymous=allow',
      'Anonymous=allow',
    ]) {
      expect((await ask(undefined, { path: `/session?${query}` })).status, query).toBe(401);
    }
  });

  it('never gives back what a client says about itself', { tags: ['session-headers'] }, async () => {
    const { headers, text } = await ask(cookieOf(ada), { headers: { ...FORGED, 'x-rekey-other': 'forged' } });
    expect(JSON.stringify(headers) + text).not.toContain('forged');
    expect(headers['x-rekey-account']).toMatch(UUID);
  });

  it('can be read by no other origin, and by no cache', { tags: ['session'] }, async () => {
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' };
    for (const cookie of [cookieOf(ada), undefined]) {
      const { headers } = await ask(cookie, { headers: foreign });
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        vary: expect.stringContaining('Cookie'),
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'x-frame-options': 'DENY',
      });
      expect(Object.keys(headers).filter(name => name.startsWith('access-control-'))).toEqual([]);
    }
    const preflight = await ask(undefined, {
      method: 'OPTIONS',
      headers: { ...foreign, 'access-control-request-method': 'GET' },
    });
    expect(preflight.status).toBe(405);
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('lets a page of another origin not see, by a window that stays where it is, that no one is signed in', async () => {
    const path = '/session?anonymous=allow';
    for (const site of ['cross-site', 'same-site']) {
      const opened = await ask(undefined, { path, headers: { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' } });
      expect([opened.status, opened.text], site).toEqual([200, '']);
      expect(rekeyHeaders(opened.headers)).toEqual({});
    }
    for (const site of ['same-origin', 'none']) {
      const opened = await ask(undefined, { path, headers: { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' } });
      expect(opened.status, site).toBe(204);
    }
  });

  it('has one spelling, and changes nothing by other methods', async () => {
    for (const path of ['/session/', '/Session', '//session', '/session/x', '/login/../session']) {
      expect((await ask(cookieOf(ada), { path })).status, path).toBe(404);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      expect((await ask(cookieOf(ada), { method })).status, method).toBe(405);
    }
  });

  it('tells at once that a session has ended, regardless of what ended it', { tags: ['session-ended'] }, async () => {
    const ended: Record<string, (client: TestClient, address: string) => Promise<unknown>> = {
      'signing out': client => {
        // The browser keeps its cookie here, as a thief would.
        return postJson(app, { query: 'mutation { logout }' }, '/graphql', { cookie: cookieOf(client) });
      },
      'signing out elsewhere': async (_client, address) => {
        const other = newClient(app);
        await other.login(address, GOOD_PASSWORD);
        await other.send('mutation { endSessions }');
      },
      'a reset': async (_client, address) => {
        const { reset } = await askForReset(app, address, 2);
        await newClient(app).resetPassword(reset, OTHER_PASSWORD);
      },
      'the operator, by disabling': (_client, address) => operatorOf(app).disable(address),
      'the operator, by deleting': (_client, address) => operatorOf(app).remove(address),
    };
    for (const [n, [how, end]] of Object.entries(ended).entries()) {
      const address = `ended${n}@example.com`;
      const client = await signedIn(address);
      expect(await isKnown(client), how).toBe(true);
      await end(client, address);
      expect(await isKnown(client), how).toBe(false);
    }
  });

  it('counts as use of the session, which ends when no one asks any more', async () => {
    const client = await signedIn('idle@example.com');
    for (let n = 0; n < 3; n += 1) {
      app.clock.advance(5_900);
      expect(await isKnown(client)).toBe(true);
    }
    app.clock.advance(6_100);
    expect(await isKnown(client)).toBe(false);
  });

  it('takes one statement, none for a caller without a session, and one more once in a while', async () => {
    const client = await signedIn('counted@example.com');
    const sent = async (cookie?: string) => {
      const statements = await statementsSent(app.app.database, () => ask(cookie));
      return statements.filter(text => /session/.test(text)).map(text => text.trim().split(/\s/)[0]);
    };
    expect(await sent(cookieOf(client))).toEqual(['select']);
    expect(await sent()).toEqual([]);
    expect(await sent('rekey_session=garbage')).toEqual([]);
    // A twentieth of the idle timeout of these tests.
    app.clock.advance(270);
    expect(await sent(cookieOf(client))).toEqual(['select']);
    app.clock.advance(31);
    expect(await sent(cookieOf(client))).toEqual(['select', 'update']);
    expect(await sent(cookieOf(client))).toEqual(['select']);
  });

  it('is measured and not logged', async () => {
    const { length } = lines;
    await ask(cookieOf(ada));
    await ask();
    const { text } = await rawRequest(app, '/metrics');
    expect(text).toMatch(
      /^http_request_duration_seconds_count\{method="GET",route="\/session",status_code="200"\} \d+$/m,
    );
    expect(text).toMatch(
      /^http_request_duration_seconds_count\{method="GET",route="\/session",status_code="401"\} \d+$/m,
    );
    expect(lines.slice(length).filter(line => line.includes('"msg":"request"'))).toEqual([
      expect.stringContaining('"route":"/metrics"'),
    ]);
  });
});
