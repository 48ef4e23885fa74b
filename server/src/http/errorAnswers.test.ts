import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../domain/language.ts';
import { rawRequest } from '../testing/rawRequest.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { errorAnswers } from './errorAnswers.ts';
import { createHttpServer } from './httpServer.ts';

const SECRET = 'swordfish';
/** What browsers send for a page. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('an error', { tags: ['pages-in-words'] }, () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ PUBLIC_URL: 'https://login.example.com', BRAND_NAME: 'Ada & Co' });
  });
  afterAll(() => app.close());

  /** Everything that a connection answers to these bytes. */
  function raw(...parts: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
      const chunks: Buffer[] = [];
      socket.on('data', chunk => chunks.push(chunk));
      socket.on('error', reject);
      socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
      for (const part of parts) socket.write(part);
    });
  }
  const head = (headers: string) => `GET /${SECRET} HTTP/1.1\r\nHost: x\r\n${headers}`;
  const cookies = `Cookie: a=${SECRET}${'b'.repeat(60_000)}\r\n\r\n`;

  const STATUSES: ReadonlyArray<
    readonly [number, string, (accept: string) => Promise<{ text: string; headers: object }>]
  > = [
    [405, 'This page cannot be used this way', accept => rawRequest(app, '/graphql', { headers: { accept } })],
    [
      413,
      'That is too much at once',
      accept =>
        rawRequest(app, '/graphql', {
          method: 'POST',
          headers: { accept, 'content-type': 'application/json' },
          body: 'x'.repeat(100_000),
        }),
    ],
    [
      415,
      'This request could not be understood',
      accept =>
        rawRequest(app, '/graphql', {
          method: 'POST',
          headers: { accept, 'content-type': 'application/x-www-form-urlencoded' },
          body: `email=${SECRET}`,
        }),
    ],
  ];

  it.each(STATUSES)(
    'of status %i is a page in words for a browser, and JSON for a program',
    async (status, heading, ask) => {
      const page = await ask(BROWSER);
      expect(page).toMatchObject({
        status,
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'strict-transport-security': expect.any(String),
          'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'sha256-/),
        },
      });
      expect(page.text).toContain(`<h1>${heading}</h1>`);
      expect(page.text).toContain('Ada &amp; Co');
      expect(page.text).not.toMatch(/<script|swordfish/);
      for (const accept of ['application/json', '*/*', 'application/json, text/html;q=0.5']) {
        const json = await ask(accept);
        expect(json).toMatchObject({ status, headers: { 'content-type': 'application/json; charset=utf-8' } });
        expect(JSON.parse(json.text)).toEqual({ error: expect.any(String) });
        expect(json.text).not.toContain(SECRET);
      }
    },
  );

  it.each([
    ['/login', 'GET, HEAD, POST'],
    ['/login/', 'GET, HEAD, POST'],
    ['/password-reset-confirm/a/b', 'GET, HEAD, POST'],
    ['/', 'GET, HEAD, POST'],
    ['/brand/logo', 'GET, HEAD'],
    ['/healthz', 'GET, HEAD'],
    ['/.well-known/change-password', 'GET, HEAD'],
    ['/graphql', 'POST'],
  ])('of a method that %s does not take is 405, names those that it takes, and reads no body', async (path, allow) => {
    const taken = allow.split(', ');
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].filter(each => !taken.includes(each))) {
      const body = method === 'OPTIONS' ? '' : '{"a';
      const headers = {
        'content-type': 'application/json',
        'content-length': String(body.length),
        accept: BROWSER,
        'accept-language': 'fr',
      };
      const page = await rawRequest(app, path, { method, headers, body });
      expect([page.status, page.headers.allow], `${method} ${path}`).toEqual([405, allow]);
      expect(page.text).toContain('<h1>Cette page ne s’utilise pas ainsi</h1>');
      const json = await rawRequest(app, path, { method, headers: { ...headers, accept: '*/*' }, body });
      expect([json.status, JSON.parse(json.text)]).toEqual([405, { error: expect.stringContaining('Allow') }]);
    }
  });

  it('of an address that is too long does not speak of cookies', async () => {
    const path = `/${SECRET}${'b'.repeat(17_000)}`;
    const page = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nAccept: ${BROWSER}\r\nAccept-Language: de\r\n\r\n`);
    expect(page).toMatch(/^HTTP\/1\.1 414 [\s\S]*<html lang="de" dir="ltr">/);
    expect(page).toContain('zu lang');
    // So long that its end, and with it what the reader accepts, never gets here.
    const endless = await raw(`GET /${'b'.repeat(200_000)} HTTP/1.1\r\nHost: x\r\nAccept: ${BROWSER}\r\n\r\n`);
    expect(endless).toMatch(/^HTTP\/1\.1 414 [\s\S]*<h1>That is too much at once<\/h1>/);
    const json = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(json).toMatch(/^HTTP\/1\.1 414 [\s\S]*\r\n\r\n\{"error":"[^"]+"\}$/);
    for (const answer of [page, endless, json]) expect(answer).not.toMatch(/cookies|swordfish/i);
  });

  it.each([400, 403, 408, 413, 414, 415, 418, 429, 431, 500, 502, 503, 504])(
    'of status %i has words of its own in every language, regardless of what has failed',
    async status => {
      const errors = errorAnswers({ name: 'Rekey', colour: '#3b5bdb' }, '');
      const http = await createHttpServer({
        https: true,
        behindProxy: false,
        logLevel: 'silent',
        basePath: '',
        errors,
      });
      http.get('/', async () => {
        throw Object.assign(new Error(SECRET), { statusCode: status });
      });
      const headings = new Set<string>();
      for (const language of languages) {
        const page = await http.inject({ url: '/', headers: { accept: BROWSER, 'accept-language': language } });
        expect([page.statusCode, page.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
        expect(page.body).toContain(`<html lang="${language}" `);
        headings.add(/<h1>(.+)<\/h1>/.exec(page.body)?.[1] ?? '');
        expect(page.body).not.toContain(SECRET);
      }
      expect(headings.size).toBe(languages.length);
      const json = await http.inject({ url: '/' });
      expect([json.statusCode, json.json()]).toEqual([status, { error: expect.any(String) }]);
      expect(json.body).not.toContain(SECRET);
      await http.close();
    },
  );

  it('of a request without Host is told in words', async () => {
    const page = await raw(`GET /login HTTP/1.1\r\nAccept: ${BROWSER}\r\nConnection: close\r\n\r\n`);
    expect(page).toMatch(/^HTTP\/1\.1 400 [\s\S]*<h1>This request could not be understood<\/h1>/);
    expect(page).toMatch(/strict-transport-security: /i);
    expect(await raw('GET /healthz HTTP/1.0\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('is not made of an expectation that no one knows', async () => {
    const answer = await raw('GET /login HTTP/1.1\r\nHost: x\r\nExpect: cake\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('of an address that is not there is a page by every method and spelling', async () => {
    for (const path of ['/nothing', '/healthz/x', '/playground', '/%', '/%2e%2e%2f', '/graphql/', '/a?b=%zz']) {
      for (const method of ['GET', 'HEAD', 'DELETE']) {
        const answer = await rawRequest(app, path, { method, headers: { accept: BROWSER } });
        expect([answer.status, answer.headers['content-type']], `${method} ${path}`).toEqual([
          404,
          'text/html; charset=utf-8',
        ]);
      }
    }
  });

  it('is in the language that was chosen in the language switch, else in the one that the browser asks for', async () => {
    // A page of its own, and one of the prerendered pages.
    for (const path of ['/graphql', '/nothing']) {
      for (const [cookie, language] of [
        ['language=zh-Hant', 'zh-Hant'],
        ['language=tlh', 'de'],
      ] as const) {
        const headers = { accept: BROWSER, 'accept-language': 'sr-Latn, de;q=0.5', cookie };
        const answer = await rawRequest(app, path, { headers });
        expect(answer.headers, path).toMatchObject({
          'content-language': language,
          vary: expect.stringMatching(/Accept-Language, Cookie$/),
        });
        expect(answer.text).toContain(`<html lang="${language}" dir="ltr">`);
      }
    }
  });

  it('of cookies that are too large says what to do, in the reader’s language, with every header of a page', async () => {
    const answer = await raw(head(`Accept: ${BROWSER}\r\nAccept-Language: de\r\n`) + cookies);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toMatch(/content-type: text\/html/i);
    expect(answer).toMatch(/content-security-policy: default-src 'none'; style-src/i);
    expect(answer).toMatch(/strict-transport-security: /i);
    expect(answer).toMatch(/cache-control: no-store/i);
    expect(answer).toContain('<html lang="de" dir="ltr">');
    expect(answer).toContain('Löschen Sie');
    expect(answer).not.toContain(SECRET);
  });

  it('of cookies that are too large reaches a client that is still sending', async () => {
    const many = Array.from({ length: 40 }, () => 'x'.repeat(50_000));
    expect(await raw(head(`Accept: ${BROWSER}\r\nCookie: a=`), ...many)).toMatch(/^HTTP\/1\.1 431 [\s\S]*<\/html>/);
  });

  it('of headers that are too large is JSON for a program', async () => {
    for (const accept of ['', 'Accept: */*\r\n', 'Accept: application/json\r\n']) {
      const answer = await raw(head(accept) + cookies);
      expect(answer).toMatch(/^HTTP\/1\.1 431 [\s\S]*\r\n\r\n\{"error":"[^"]+"\}$/);
    }
  });

  it('of a request that is no HTTP is answered in words, without a body for HEAD', async () => {
    expect(await raw(`GET /${SECRET} HTTP/1.1\r\nHost x\r\nAccept: ${BROWSER}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*<h1>This request could not be understood<\/h1>/,
    );
    expect(await raw(`HEAD / HTTP/1.1\r\nHost x\r\nAccept: ${BROWSER}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*\r\n\r\n$/,
    );
  });
});
