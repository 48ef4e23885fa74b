import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForReset, readMail, registerAccount } from '../testing/people.ts';
import { postJson, rawRequest } from '../testing/rawRequest.ts';
import { spellingsOf } from '../testing/spellings.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, OTHER_PASSWORD } from '../testing/testClient.ts';
import { PAGE_PATHS } from './pages.ts';

const PUBLIC_URL = 'https://example.com/auth/v1.2';
const BASE = '/auth/v1.2';

describe('with a path in PUBLIC_URL', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ PUBLIC_URL, BRAND_SUPPORT_EMAIL: 'help@example.com' });
  });
  afterAll(() => app.close());

  const html = { accept: 'text/html' };
  const get = (path: string, headers: Record<string, string> = html) => rawRequest(app, path, { headers });

  it.each(PAGE_PATHS.map(path => path.replace(':uid', 'abc').replace(':token', 'def')))(
    'the page %s is below it and nowhere else',
    async path => {
      for (const spelling of [path, `${path}/`, `${path}?next=%2F`]) {
        expect((await get(`${BASE}${spelling}`)).status, spelling).toBe(200);
      }
      const sent = await rawRequest(app, `${BASE}${path}`, { method: 'POST', body: 'email=a' });
      expect([sent.status, sent.headers.location]).toEqual([303, `${BASE}${path}`]);
      for (const other of [path, `/auth${path}`, `/v1.2${path}`, `${BASE}${BASE}${path}`, `/authx/v1.2${path}`]) {
        const { status, headers } = await get(other);
        expect([status, headers['content-type']], other).toEqual([404, 'text/html; charset=utf-8']);
        expect((await get(other, {})).status, other).toBe(404);
      }
    },
  );

  it('it leads by itself where / leads without one, with a slash at its end or without', async () => {
    for (const path of [BASE, `${BASE}/`]) {
      const { status, headers } = await get(path);
      expect([status, headers.location]).toEqual([302, `${BASE}/account`]);
      expect((await rawRequest(app, path, { method: 'POST' })).status).toBe(303);
    }
    for (const path of ['/', '/auth', '/auth/', `${BASE}x`, `${BASE}//`, `${BASE}/.`, '/auth//v1.2/login']) {
      expect((await get(path)).status, path).toBe(404);
    }
  });

  it('no header of a request changes it', { tags: ['asking-public-url'] }, async () => {
    for (const name of [
      'x-forwarded-prefix',
      'x-forwarded-path',
      'x-forwarded-uri',
      'x-original-url',
      'x-rewrite-url',
    ]) {
      const { headers } = await get(BASE, { ...html, [name]: '/evil', 'x-forwarded-host': 'evil.example' });
      expect(headers.location, name).toBe(`${BASE}/account`);
      expect((await get('/evil/login', { ...html, [name]: `${BASE}/login` })).status, name).toBe(404);
      expect((await get(`${BASE}/login`, { ...html, [name]: '/evil' })).text, name).not.toContain('evil');
    }
  });

  it('its letters and encodings count as they do in every other address', async () => {
    expect((await get('/%61uth/v1%2E2/login')).status).toBe(200);
    for (const path of ['/AUTH/v1.2/login', '/auth/V1.2/login', '/auth%2fv1.2/login', '/auth/v1x2/login']) {
      expect((await get(path)).status, path).toBe(404);
    }
  });

  it('every file that a page names is below it, and is there', async () => {
    for (const path of [`${BASE}/login`, `${BASE}/password-reset-confirm/abc/def`, '/outside']) {
      const { text, headers } = await get(path);
      expect(text).not.toMatch(/\{\{|="\/(?!auth\/v1\.2\/)/);
      const named = [...text.matchAll(/(?:src|href|action)="([^"#]+)"/g)].map(([, address = '']) => address);
      const files = named.filter(address => /\/rekey\/|\/brand\//.test(address));
      expect(files.length).toBeGreaterThan(3);
      for (const file of files) expect((await get(file, {})).status, file).toBe(200);
      expect(named.filter(address => !/^(?:mailto:|\/auth\/v1\.2\/)/.test(address))).toEqual([]);
      // The scripts in the page hold the path, and the policy is that of the page as it is sent.
      expect(headers['content-security-policy']).toMatch(/script-src 'self'( 'sha256-[A-Za-z0-9+/=]{44}')+;/);
    }
  });

  it('the API is below it alone', async () => {
    const query = { query: '{ __typename }' };
    expect((await postJson(app, query, `${BASE}/graphql`)).status).toBe(200);
    expect((await get(`${BASE}/graphql`, {})).status).toBe(405);
    for (const path of ['/graphql', '/auth/graphql', `${BASE}/graphql/`, `${BASE}//graphql`, `/${BASE}/graphql`]) {
      expect((await postJson(app, query, path)).status, path).toBe(404);
    }
  });

  it('what machines ask for stays at the root of the port', async () => {
    for (const path of ['/healthz', '/readyz']) {
      expect([(await get(path, {})).status, (await get(`${BASE}${path}`, {})).status]).toEqual([200, 404]);
    }
    const { status, headers } = await get('/.well-known/change-password');
    expect([status, headers.location]).toEqual([302, `${BASE}/account#change-password`]);
    expect((await get('/.well-known/security.txt')).text).toContain(
      'Canonical: https://example.com/.well-known/security.txt\r\n',
    );
    expect((await get(`${BASE}/.well-known/change-password`)).status).toBe(404);
  });

  it('error pages lead to where the pages begin', async () => {
    const { status, text } = await get(`${BASE}/graphql`);
    expect(status).toBe(405);
    expect(text).toContain(`<a href="${BASE}/">`);
  });

  it('mailed links begin with it, work, and are read in the letters that mail programs give them', async () => {
    const client = await registerAccount(app, 'ada@example.com');
    expect((await readMail(app, 'ada@example.com')).text).toContain(`${PUBLIC_URL}/register-confirm/`);
    const { reset } = await askForReset(app, 'ada@example.com', 2);
    const link = `${BASE}/password-reset-confirm/${reset.uid}/${reset.token}`;
    for (const spelling of [link, link.toUpperCase(), `/${link}.`, `${link}/`, `${link}%3E`]) {
      expect((await get(spelling)).status, spelling).toBe(200);
    }
    // A link that was mailed before there was a path leads to a page that says there is nothing.
    expect((await get(link.replace(BASE, ''))).status).toBe(404);
    expect(await client.resetPassword(reset, OTHER_PASSWORD)).toMatchObject({ __typename: 'PasswordResetComplete' });
  });

  it('cookies are still those of the whole host', async () => {
    const client = await registerAccount(app, 'cookies@example.com');
    const { headers } = await postJson(
      app,
      {
        query: `mutation { login(email: "cookies@example.com", password: "${GOOD_PASSWORD}") { __typename } }`,
      },
      `${BASE}/graphql`,
    );
    for (const cookie of [headers['set-cookie'] ?? []].flat()) {
      expect(cookie).toMatch(/^__Host-rekey_(?:session|device)=[^;]+;.*Path=\/;.*Secure/);
    }
    expect(headers['set-cookie']).toHaveLength(2);
    expect(await client.me()).toBeNull();
  });

  it('signing out leaves the storage of the origin alone, which a product shares', async () => {
    const client = await registerAccount(app, 'leaving@example.com');
    await client.login('leaving@example.com', GOOD_PASSWORD);
    expect(await client.me()).toBe('leaving@example.com');
    const { headers } = await client.send('mutation { logout }');
    expect([headers.getSetCookie().length, headers.get('clear-site-data')]).toEqual([1, null]);
  });
});

describe('the inside addresses with a path in PUBLIC_URL', () => {
  const inside = ['/playground', '/playground/mails', '/playground/states/', '/playground/mails/en/password-reset'];

  it('are below it in development, in one spelling each, and metrics at the root', async () => {
    const app = await startTestApp({ PLAYGROUND: 'on', PUBLIC_URL: 'http://rekey.test:4000/auth' });
    const headers = { host: 'localhost' };
    for (const path of inside) {
      for (const spelling of spellingsOf(`/auth${path}`)) {
        const exact = spelling.split('?')[0] === `/auth${path}`;
        const { status } = await rawRequest(app, spelling, { headers });
        if (exact) expect([spelling, status]).toEqual([spelling, 200]);
        // Without the slash at its end, the page of states leads to itself.
        else expect([400, 404, ...(path.endsWith('states/') ? [302] : [])], spelling).toContain(status);
      }
      expect((await rawRequest(app, path, { headers })).status).toBe(404);
      const foreign = await rawRequest(app, `/auth${path}`, { headers: { host: 'evil.example' } });
      expect(foreign.status).toBe(403);
    }
    const states = await rawRequest(app, '/auth/playground/states', { headers });
    expect([states.status, states.headers.location]).toEqual([302, '/auth/playground/states/']);
    const { text } = await rawRequest(app, '/auth/playground', { headers });
    expect(text).toContain('data-base="/auth"');
    for (const [, file = ''] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await rawRequest(app, file, { headers })).status, file).toBe(200);
    }
    const mails = await rawRequest(app, '/auth/playground/mails', { headers });
    const [, mail = ''] = /href="([^"]+)"/.exec(mails.text) ?? [];
    expect(new URL(mail, 'http://localhost/auth/playground/mails').pathname).toMatch(
      /^\/auth\/playground\/mails\/\w+\//,
    );
    expect((await rawRequest(app, '/metrics', { headers })).status).toBe(200);
    expect((await rawRequest(app, '/auth/metrics', { headers })).status).toBe(404);
    await app.close();
  });

  it('are not there in production, in any spelling', async () => {
    const app = await startTestApp({
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://example.com/auth',
      SECRET_KEY: 'k9WqLr2vX7tZp4NfBs8HdYc3MgJa6UeQx1RoTi5VwKhE0zPy',
      TRUST_PROXY: '1',
      BCRYPT_COST: '10',
      RATE_LIMITS: 'on',
    });
    for (const path of [...inside, '/metrics', '/mailbox']) {
      for (const below of [path, `/auth${path}`]) {
        for (const spelling of spellingsOf(below)) {
          const { status } = await rawRequest(app, spelling, { headers: { host: 'example.com' } });
          expect([400, 404], spelling).toContain(status);
        }
      }
    }
    await app.close();
  });
});

it('without a path, the addresses are those of the root', async () => {
  const app = await startTestApp({ PUBLIC_URL: 'https://login.example.com' });
  const { text } = await rawRequest(app, '/login');
  expect(text).toMatch(/src="\/rekey\/shell-[\w-]+\.js"/);
  expect(text).toMatch(/href="\/brand\/logo"/);
  expect(text).not.toContain('/assets/');
  await app.close();
});

it('the pages know where people go on to, and each character of it is what it was', async () => {
  const home = '/start?a=1&b="<2>\'#x';
  const app = await startTestApp({ HOME_URL: home, NEXT_ORIGINS: 'https://app.example.com' });
  const { text } = await rawRequest(app, '/login');
  const [mark = ''] = /<a [^>]*class="brand"[^>]*>/.exec(text) ?? [];
  expect(mark).toContain('href="/start?a=1&amp;b=%22%3C2%3E');
  const [, place = ''] = /<meta name="place" content="([^"]*)"/.exec(text) ?? [];
  const unescaped = place.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  expect(JSON.parse(unescaped)).toEqual({
    base: '',
    home: '/start?a=1&b=%22%3C2%3E%27#x',
    nextOrigins: ['https://app.example.com'],
  });
  await app.close();
});
