import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postJson, rawRequest } from '../testing/rawRequest.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { errorAnswers } from './errorAnswers.ts';
import { createHttpServer } from './httpServer.ts';
import { PAGE_PATHS } from './pages.ts';

const SECRET = 'c2VjcmV0LXRva2Vu-very-secret';

/** One of every kind of answer. */
const KINDS_OF_ANSWER: Array<[string, (app: TestApp) => ReturnType<typeof rawRequest>]> = [
  ['a page', app => rawRequest(app, '/login')],
  ['a link page', app => rawRequest(app, `/password-reset-confirm/abc/${SECRET}`)],
  ['a malformed link page', app => rawRequest(app, `/password-reset-confirm/%ff/${SECRET}%zz`)],
  ['an overlong link page', app => rawRequest(app, `/password-reset-confirm/abc/${'a'.repeat(9_000)}`)],
  ['a 404 page', app => rawRequest(app, `/nothing/${SECRET}`, { headers: { accept: 'text/html' } })],
  ['a 404', app => rawRequest(app, `/nothing/${SECRET}`)],
  ['a malformed address', app => rawRequest(app, `/%zz/${SECRET}`)],
  ['a redirect', app => rawRequest(app, '/')],
  ['an operation', app => postJson(app, { query: '{ __typename }' })],
  ['a refused operation', app => postJson(app, { query: '{' })],
  ['a wrong method', app => rawRequest(app, '/graphql')],
  [
    'a wrong content type',
    app => rawRequest(app, '/graphql', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: SECRET }),
  ],
  ['malformed JSON', app => postJson(app, `{"${SECRET}`)],
  ['too large a body', app => postJson(app, SECRET.repeat(10_000))],
  ['nobody', app => rawRequest(app, `/session?${SECRET}`, { headers: { 'x-rekey-account': SECRET } })],
  ['a health check', app => rawRequest(app, '/healthz')],
  ['a well-known address', app => rawRequest(app, '/.well-known/change-password')],
  [
    'an unknown well-known address',
    app => rawRequest(app, '/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200'),
  ],
];

describe.each<{ scheme: string; environment: Record<string, string> }>([
  { scheme: 'http', environment: {} },
  { scheme: 'https', environment: { PUBLIC_URL: 'https://login.example.com' } },
])('every answer under $scheme', ({ scheme, environment }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp(environment);
  });
  afterAll(() => app.close());

  it.each(KINDS_OF_ANSWER)(
    'has the security headers and quotes nothing: %s',
    { tags: ['pages-headers'] },
    async (_kind, ask) => {
      const { headers, text } = await ask(app);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe-(inline|eval)|\*|https?:/);
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['strict-transport-security']).toBe(scheme === 'https' ? 'max-age=63072000' : undefined);
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['set-cookie']).toBeUndefined();
      if (text) expect(headers['content-type']).toMatch(/; charset=utf-8$/);
      expect(text).not.toContain(SECRET);
    },
  );
});

describe('the addresses', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it.each(PAGE_PATHS.map(path => path.replace(':uid', 'abc').replace(':token', 'def')))(
    'serve the page %s, with a slash at its end as well, and only by GET and HEAD; a form is sent back to it',
    async path => {
      for (const spelling of [path, `${path}/`, `${path}?next=%2Faccount`]) {
        const { status, headers } = await rawRequest(app, spelling);
        expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      }
      expect((await rawRequest(app, path, { method: 'HEAD' })).status).toBe(200);
      for (const method of ['PUT', 'DELETE']) {
        const refused = await rawRequest(app, path, { method });
        expect([refused.status, refused.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
      }
      for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain']) {
        for (const spelling of [path, `${path}/`, `${path}?next=%2Faccount`]) {
          const sent = { method: 'POST', headers: { 'content-type': type }, body: 'email=a%40example.com' };
          const { status, headers, text } = await rawRequest(app, spelling, sent);
          // What stands behind a mailed link is no part of it.
          const page = path.includes('/abc/') ? path : spelling;
          expect([status, headers.location, text]).toEqual([303, page, '']);
        }
      }
    },
  );

  it('lead back to themselves by path, also where a request names another host', async () => {
    for (const host of ['http://evil.example', 'HTTPS://user@evil.example:8443']) {
      const sent = await rawRequest(app, `${host}/login?next=%2Fx`, { method: 'POST', body: 'email=a' });
      expect([sent.status, sent.headers.location]).toEqual([303, '/login?next=%2Fx']);
      for (const path of ['//login', '/\\login', '']) {
        const { headers } = await rawRequest(app, `${host}${path}`, { method: 'POST' });
        expect(headers.location ?? '/', path).toBe('/');
      }
    }
  });

  it('let only their own inline scripts run, by hash', { tags: ['pages-headers'] }, async () => {
    const { headers, text } = await rawRequest(app, '/login');
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/script-src 'self'( 'sha256-[A-Za-z0-9+/=]{44}')+;/);
    expect(text).not.toMatch(/ on\w+=|javascript:|style="/);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it('serve the page of a link for every uid and token, never a 404 or a 500', { tags: ['link-invalid'] }, async () => {
    const mangled = [
      'a/b',
      'a/%00',
      '%ff/b',
      'a/%',
      'a/b%2',
      '%E0%A4%A/%zz',
      `${'a'.repeat(400)}/b`,
      `a/${'b'.repeat(10_000)}`,
      "'/<script>",
      '../b/'.replace('../', '%2e%2e/'),
      '🙂/b'.replace('🙂', '%F0%9F%99%82'),
    ];
    for (const link of mangled) {
      for (const page of ['password-reset-confirm', 'password-reset-revoke', 'register-confirm']) {
        expect((await rawRequest(app, `/${page}/${link}`)).status, link.slice(0, 40)).toBe(200);
      }
    }
  });

  it('answer files of another build with a 404 that no cache keeps, and scripts and styles never with a page', async () => {
    const page = await rawRequest(app, '/rekey/shell-A1b2C3d4.js', { headers: { accept: 'text/html' } });
    expect([page.status, page.headers['cache-control']]).toEqual([404, 'no-store']);
    for (const accept of ['*/*', 'text/css,*/*;q=0.1']) {
      for (const path of [
        '/rekey/shell-A1b2C3d4.js',
        '/rekey/',
        '/rekey/style-A1b2C3d4.css?again',
        '/assets/shell-A1b2C3d4.js',
      ]) {
        const { status, headers } = await rawRequest(app, path, { headers: { accept } });
        expect([status, headers['cache-control'], headers['content-type']], path).toEqual([
          404,
          'no-store',
          'application/json; charset=utf-8',
        ]);
      }
    }
  });

  it('answer unknown ones with 404, as a page to browsers and as JSON to others', async () => {
    for (const path of [
      '/nothing',
      '/login/x',
      '/index.html',
      '/../package.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/rekey/..%2f..%2fpackage.json',
      '/.env',
      '/.git/config',
      '/server',
      '//evil.example/',
      '/login%00',
      '/playground',
      '/LOGIN',
    ]) {
      expect((await rawRequest(app, path)).status, path).toBe(404);
      const page = await rawRequest(app, path, { headers: { accept: 'text/html,*/*' } });
      expect([page.status, page.headers['content-type']], path).toEqual([404, 'text/html; charset=utf-8']);
    }
  });

  it('send password managers to the form that changes the password, and offer nothing else under .well-known', async () => {
    const { status, headers } = await rawRequest(app, '/.well-known/change-password');
    expect([status, headers.location]).toEqual([302, '/account#change-password']);
    for (const path of [
      '/.well-known/',
      '/.well-known',
      '/.well-known/change-password/',
      '/.well-known/security.txt',
      '/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200',
    ]) {
      expect((await rawRequest(app, path)).status, path).toBe(404);
    }
  });

  it('let no cache keep the page of a link, with the link in its path or without', async () => {
    for (const page of ['password-reset-confirm', 'password-reset-revoke', 'register-confirm']) {
      for (const path of [`/${page}`, `/${page}/`, `/${page}/abc/def`, `/${page}/abc/def/`, `/${page}/%zz/%`]) {
        expect((await rawRequest(app, path)).headers['cache-control'], path).toBe('no-store');
      }
    }
    for (const path of ['/login', '/password-reset', '/register/done']) {
      expect((await rawRequest(app, path)).headers['cache-control'], path).toBe('no-cache');
    }
  });

  it.each(['/graphql', '/session', '/healthz', '/readyz', '/metrics', '/brand/logo', '/.well-known/change-password'])(
    'that are no pages have no slash at their end: %s',
    async path => {
      expect((await rawRequest(app, `${path}/`, { method: path === '/graphql' ? 'POST' : 'GET' })).status).toBe(404);
    },
  );

  it('redirect to this server for every Host header', async () => {
    for (const host of ['evil.example', 'evil.example:80', 'a b', '"', '[::1', 'x'.repeat(4_000)]) {
      const { status, headers } = await rawRequest(app, '/', { headers: { host, 'x-forwarded-host': 'evil.example' } });
      expect([status, headers.location]).toEqual([302, '/account']);
    }
  });

  it('reject unsupported methods', async () => {
    for (const method of ['TRACE', 'PROPFIND', 'SEARCH', 'MKCOL']) {
      for (const path of ['/', '/login', '/graphql']) {
        const { status, text } = await rawRequest(app, path, { method, headers: { 'x-secret': SECRET } });
        expect([status, text.includes(SECRET)], `${method} ${path}`).toEqual([method === 'TRACE' ? 405 : 404, false]);
      }
    }
  });

  it('survive hostile headers', async () => {
    const hostile: Array<Record<string, string>> = [
      { 'user-agent': '\u00ff'.repeat(4_000) },
      { 'user-agent': "'; drop table account; --" },
      { 'accept-language': `${'a,'.repeat(4_000)}` },
      { 'accept-language': '*;q=nan, -;q=, ;;;' },
      { 'x-forwarded-for': `${'1.1.1.1,'.repeat(1_000)}` },
      { 'x-request-id': '"><script>' },
      { cookie: `a=${'b'.repeat(7_000)}` },
      { 'content-encoding': 'gzip' },
      { expect: '100-continue' },
      { origin: 'null', referer: 'javascript:alert(1)' },
      { range: 'bytes=0-0' },
    ];
    for (const headers of hostile) {
      const { status, text } = await postJson(
        app,
        { query: 'mutation { login(email: "a@example.com", password: "b") { __typename } }' },
        '/graphql',
        headers,
      );
      expect(status, JSON.stringify(headers).slice(0, 60)).toBeLessThan(500);
      expect(text).not.toContain('<script>');
    }
  });
});

describe('security.txt', () => {
  it('names a contact for vulnerabilities, and expires less than a year after it is read', async () => {
    const app = await startTestApp({
      BRAND_SUPPORT_EMAIL: 'help@example.com',
      PUBLIC_URL: 'https://login.example.com',
    });
    for (const days of [0, 400]) {
      app.clock.advance(days * 86_400);
      const { status, headers, text } = await rawRequest(app, '/.well-known/security.txt');
      expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
      expect(text).toMatch(/^Contact: mailto:help@example\.com\r\n/);
      expect(text).toContain('\r\nCanonical: https://login.example.com/.well-known/security.txt\r\n');
      const expires = Date.parse(/^Expires: (.*)$/m.exec(text)?.[1] ?? '') - app.now().getTime();
      expect(expires / 86_400_000).toBeGreaterThan(170);
      expect(expires / 86_400_000).toBeLessThan(365);
    }
    expect((await rawRequest(app, '/.well-known/security.txt/')).status).toBe(404);
    await app.close();
  });
});

describe('a connection', () => {
  it('that sends no whole request is closed', async () => {
    const http = await createHttpServer({
      https: false,
      behindProxy: false,
      logLevel: 'silent',
      basePath: '',
      errors: errorAnswers({ name: 'Rekey', colour: '#3b5bdb' }, ''),
      headersTimeoutMs: 200,
    });
    await http.listen({ host: '127.0.0.1', port: 0 });
    const address = http.server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    for (const sent of ['', 'GET / HTTP/1.1\r\n', 'GET / HTTP/1.1\r\nHost: x\r\nX: ']) {
      const socket = connect(port, '127.0.0.1');
      socket.write(sent);
      await once(socket.resume(), 'close');
    }
    await http.close();
  });
});
