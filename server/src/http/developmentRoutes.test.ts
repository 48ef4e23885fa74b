import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest } from '../testing/rawRequest.ts';
import { spellingsOf } from '../testing/spellings.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';

const INSIDE = ['/metrics', '/playground', '/playground/mails', '/playground/mails/en/password-reset', '/mailbox'];

/** What only the answers of inside addresses hold. */
const INSIDES = /# (HELP|TYPE)|rekey_|data-mailbox|Each with made-up values|Choose a new password/;

describe('in production, the inside addresses', { tags: ['inside-addresses'] }, () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://login.example.com',
      BCRYPT_COST: '10',
      RATE_LIMITS: 'on',
      PLAYGROUND: '',
    });
  });
  afterAll(() => app.close());

  it.each(INSIDE)('are not there, in any spelling and by any method: %s', async path => {
    for (const spelling of spellingsOf(path)) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) {
        const { status, text } = await rawRequest(app, spelling, {
          method,
          headers: {
            host: 'localhost',
            'x-original-url': path,
            'x-rewrite-url': path,
            'x-http-method-override': 'GET',
          },
        });
        expect([400, 404, 415], `${method} ${spelling}`).toContain(status);
        expect(text, `${method} ${spelling}`).not.toMatch(INSIDES);
      }
    }
  });
});

describe('in development, the inside addresses', { tags: ['inside-addresses'] }, () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ PLAYGROUND: 'on', PUBLIC_URL: 'http://rekey.test:4000' });
  });
  afterAll(() => app.close());

  it.each(INSIDE.filter(path => path !== '/mailbox'))('are there in one spelling each: %s', async path => {
    for (const spelling of spellingsOf(path)) {
      const { status, text } = await rawRequest(app, spelling, { headers: { host: 'localhost' } });
      const exact = spelling.split('?')[0] === path;
      expect([spelling, status]).toEqual([spelling, exact ? 200 : expect.toSatisfy(code => [400, 404].includes(code))]);
      if (!exact) expect(text).not.toMatch(INSIDES);
    }
  });

  it.each(['localhost:4000', '127.0.0.1', '[::1]:4000', 'rekey.test:4000', 'REKEY.test'])(
    'answer under the names of this machine and of PUBLIC_URL: %s',
    async host => {
      for (const path of INSIDE.slice(0, 4)) {
        expect((await rawRequest(app, path, { headers: { host, origin: `http://${host}` } })).status).toBe(200);
      }
    },
  );

  it.each<Record<string, string>>([
    { host: 'evil.example' },
    { host: 'evil.example:4000', origin: 'http://evil.example:4000' },
    { host: 'localhost', origin: 'https://evil.example' },
    { host: 'localhost', origin: 'null' },
    { host: 'localhost', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    { host: 'evil.example', 'x-forwarded-host': 'localhost' },
  ])('tell a foreign page nothing: %j', async headers => {
    for (const path of INSIDE.slice(0, 4)) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await rawRequest(app, path, { method, headers });
        expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([403, undefined]);
        expect(answer.text).not.toMatch(INSIDES);
      }
    }
  });
});
