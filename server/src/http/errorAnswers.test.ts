import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest } from '../testing/rawRequest.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';

const SECRET = 'swordfish';
/** What browsers send for a page. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('an error', () => {
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
