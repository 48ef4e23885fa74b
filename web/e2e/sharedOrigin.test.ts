import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasNginx, type NginxProcess, startNginx } from '../../server/src/testing/nginxProcess.ts';
import { closedPort } from '../../server/src/testing/smtpSink.ts';
import { spellingsOf } from '../../server/src/testing/spellings.ts';
import { type MailSink, openMailSink } from './mailSink.ts';
import { openBrowser } from './openBrowser.ts';
import { recordPage } from './pageLog.ts';
import { type RunningServer, runServer } from './runServer.ts';
import { isHydrated } from './stage.ts';
import { goodPassword, heading, newAddress, otherPassword, press, signIn } from './steps.ts';

/** A product with addresses that Rekey has too, a service worker for all of its origin, cookies and storage. */
const PRODUCT: Readonly<Record<string, readonly [type: string, body: string]>> = {
  '/': ['text/html', '<h1>Shop</h1><script src="/assets/app.js"></script>'],
  '/login': ['text/html', '<h1>Login of the shop</h1>'],
  '/account': ['text/html', '<h1>Account of the shop</h1>'],
  '/checkout': ['text/html', '<h1>Checkout</h1>'],
  '/rekey/x': ['text/html', '<h1>Not of Rekey</h1>'],
  '/healthz': ['application/json', '{"shop":"ok"}'],
  '/graphql': ['application/json', '{"data":{"shop":true}}'],
  '/sw.js': ['text/javascript', "addEventListener('activate', event => event.waitUntil(clients.claim()));"],
  '/assets/app.js': [
    'text/javascript',
    `localStorage.setItem('cart', '3 apples');
     sessionStorage.setItem('tab', 'of the shop');
     document.cookie = 'language=tlh; Path=/';
     document.cookie = 'session=of the shop; Path=/';
     navigator.serviceWorker.register('/sw.js');`,
  ],
};

function startProduct(): Promise<Server> {
  const server = createServer((request, response) => {
    const [type, body] = PRODUCT[request.url ?? ''] ?? [];
    response.statusCode = type ? 200 : 404;
    response.setHeader('content-type', type ?? 'text/plain').setHeader('x-product', 'shop');
    response.setHeader('x-got', Object.keys(request.headers).join(' '));
    response.end(body ?? 'nothing in the shop');
  });
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe.skipIf(!hasNginx)('a product that shares its origin with Rekey below /auth (runs with nginx)', () => {
  let folder: string;
  let product: Server;
  let rekey: RunningServer;
  let nginx: NginxProcess;
  let mail: MailSink;
  let browser: Browser;
  let origin: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rekey-shared-'));
    const sharedPort = await closedPort();
    origin = `https://localhost:${sharedPort}`;
    // Service workers want a certificate that the browser takes without being asked each time.
    [product, mail, browser] = await Promise.all([
      startProduct(),
      openMailSink(),
      openBrowser('--ignore-certificate-errors'),
    ]);
    rekey = await runServer(mail.port, {
      PUBLIC_URL: `${origin}/auth`,
      HOME_URL: '/',
      BRAND_NAME: 'Shop',
      TRUST_PROXY: '1',
      // Not NODE_ENV=production, and so the playground is there: what keeps it inside is nginx alone.
      PLAYGROUND: 'on',
    });
    const { port: productPort } = product.address() as AddressInfo;
    nginx = await startNginx(join(folder, 'nginx'), [rekey.port, rekey.port], { sharedPort, productPort });
  });
  afterAll(async () => {
    await browser.close();
    await nginx.close();
    await rekey.close();
    await mail.close();
    product.closeAllConnections();
    await new Promise(resolve => product.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  const linkTo = (screen: string, address: string) => mail.linkTo(`${origin}/auth/${screen}/`, address);

  /** Sends a path as it stands: a browser would resolve dots before it asks. */
  function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
    return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: nginx.sharedPort, method, path, headers, rejectUnauthorized: false };
      request(options, async answer => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) });
      })
        .on('error', reject)
        .end();
    });
  }

  async function isProducts(page: Page) {
    for (const [path, title] of [
      ['/login', 'Login of the shop'],
      ['/account', 'Account of the shop'],
      ['/rekey/x', 'Not of Rekey'],
      ['/', 'Shop'],
    ] as const) {
      await page.goto(origin + path);
      await heading(page, title);
    }
    expect(await page.evaluate(async () => (await fetch('/graphql', { method: 'POST' })).json())).toEqual({
      data: { shop: true },
    });
  }

  /** What the product keeps in the browser. */
  async function keptByProduct(page: Page) {
    const cookies = await page.context().cookies(origin);
    return {
      cookies: cookies.filter(({ name }) => !/rekey_/.test(name)).map(({ name, value }) => `${name}=${value}`),
      ...(await page.evaluate(async () => ({
        storage: Object.entries({ ...localStorage }).filter(([key]) => !key.startsWith('rekey:')),
        tab: Object.entries({ ...sessionStorage }).filter(([key]) => !key.startsWith('rekey:')),
        workers: (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
      }))),
    };
  }

  it('keeps its pages, cookies, storage and service worker through a whole visit to Rekey', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(`${origin}/`);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const before = await keptByProduct(page);
    expect(before).toEqual({
      cookies: ['language=tlh', 'session=of the shop'],
      storage: [['cart', '3 apples']],
      tab: [['tab', 'of the shop']],
      workers: [`${origin}/`],
    });

    const address = newAddress();
    const log = await recordPage(page, origin);
    await page.goto(`${origin}/auth/login?next=/checkout`);
    await isHydrated(page);
    // Its language is not that of the product's cookie.
    await heading(page, 'Sign in');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await heading(page, 'Create your account');
    expect(page.url()).toBe(`${origin}/auth/register`);
    await page.getByLabel('Email address').fill(address);
    await press(page, 'Email me a link');
    await heading(page, 'Confirm your email address');

    const link = await linkTo('register-confirm', address);
    await page.goto(link.replace(/\/auth\/.*$/, path => path.toUpperCase()));
    await heading(page, 'Choose a password');
    expect(page.url()).toBe(`${origin}/auth/register-confirm`);
    await page.reload();
    await page.getByLabel('New password', { exact: true }).fill(goodPassword);
    await press(page, 'Create account');
    await heading(page, 'Your account is ready');
    expect(await page.getByRole('link', { name: 'Continue to Shop' }).getAttribute('href')).toBe('/');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, address);
    await heading(page, 'Checkout');
    expect(page.url()).toBe(`${origin}/checkout`);

    await page.goto(`${origin}/auth/password-reset`);
    await isHydrated(page);
    await page.getByLabel('Language').selectOption('Deutsch');
    await heading(page, 'Passwort zurücksetzen');
    await page.reload();
    await heading(page, 'Passwort zurücksetzen');
    await page.getByLabel('Sprache').selectOption('English');
    await page.getByLabel('Email address').fill(address);
    await press(page, 'Email me a link');
    await heading(page, 'Check your email');
    await page.goto(await linkTo('password-reset-confirm', address));
    await page.getByLabel('New password', { exact: true }).fill(otherPassword);
    await page.locator('.strength[data-score="3"], .strength[data-score="4"]').waitFor();
    await press(page, 'Save new password');
    await heading(page, 'Your password is changed');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, address, otherPassword);
    await heading(page, 'Shop');

    await page.goto(`${origin}/.well-known/change-password`);
    await heading(page, 'Your account');
    expect(page.url()).toBe(`${origin}/auth/account#change-password`);
    await isProducts(page);
    await page.goto(`${origin}/auth`);
    await heading(page, 'Your account');
    await press(page, 'Sign out');
    await page.getByText('You are signed out').waitFor();
    expect(page.url()).toBe(`${origin}/auth/login`);

    await page.goto(`${origin}/`);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    expect(await keptByProduct(page)).toEqual(before);
    const kept = await page.evaluate(() => Object.keys({ ...localStorage, ...sessionStorage }));
    expect(kept.filter(key => !key.startsWith('rekey:')).sort()).toEqual(['cart', 'tab']);
    const own = (await context.cookies(`${origin}/auth`)).filter(({ name }) => /rekey/.test(name));
    expect(own.map(({ name, path }) => `${name} ${path}`).sort()).toEqual([
      '__Host-rekey_device /',
      'rekey_language /auth',
    ]);
    await isProducts(page);
    expect(log.foreignRequests).toEqual([]);
    expect(log.errors).toEqual([]);
    const files = log.requests.map(request => new URL(request.url()).pathname).filter(path => path.endsWith('.js'));
    expect(files.filter(path => !/^\/(?:auth\/rekey\/|assets\/app\.js|sw\.js)/.test(path))).toEqual([]);
    await context.close();
  });

  it('gets no request for what is below /auth, and Rekey none for the rest, in any spelling', async () => {
    for (const path of ['/auth', '/auth/', '/auth/login', '/AUTH/nothing', '/auth/graphql', '/%61uth/login']) {
      expect((await ask(path)).headers['x-product'], path).toBeUndefined();
    }
    for (const path of [
      '/authx',
      '/authentication/login',
      '/login',
      '/graphql',
      '/healthz',
      '/metrics',
      '/x/auth/login',
    ]) {
      expect((await ask(path)).headers['x-product'], path).toBe('shop');
    }
    for (const name of ['account', 'session', 'reference', 'email', 'token', 'away', 'service-key', 'session-token']) {
      expect((await ask('/', { [`x-rekey-${name}`]: 'forged' })).headers['x-got'], name).not.toContain('x-rekey');
    }
    for (const spelling of spellingsOf('/auth/playground')) {
      const { status, body } = await ask(spelling);
      expect([400, 404], spelling).toContain(status);
      expect(body, spelling).not.toContain('data-mailbox');
    }
    // The pages for what nginx answers itself are below the path too.
    expect((await ask('/rekey-error.html')).headers['x-product']).toBe('shop');
  });

  it('leaves people with a page in words where nginx answers itself, in the language chosen at Rekey', async () => {
    const large = { cookie: `a=${'b'.repeat(40_000)}` };
    const french = { cookie: 'language=ja; rekey_language=fr', 'accept-language': 'de' };
    const german = { cookie: 'language=ja', 'accept-language': 'de' };
    for (const [path, headers, status, words] of [
      ['/auth/login', large, 431, 'Delete the cookies of this site'],
      ['/', large, 431, 'Delete the cookies of this site'],
      [`/${'b'.repeat(20_000)}`, {}, 414, 'too long'],
      ['/auth/login/%', {}, 400, 'Go back and try again'],
      ['/auth/playground', {}, 404, 'Go back and try again'],
      ['/auth/graphql', { ...french, 'content-length': '70000' }, 413, '<html lang="fr" dir="ltr">'],
      // What the product calls the language of its own pages is not ours.
      ['/auth/graphql', { ...german, 'content-length': '70000' }, 413, '<html lang="de" dir="ltr">'],
    ] as const) {
      const answer = await ask(path, { accept: 'text/html', ...headers }, 'content-length' in headers ? 'POST' : 'GET');
      expect([answer.status, answer.headers['content-type']], words).toEqual([status, 'text/html; charset=utf-8']);
      expect(answer.body).toContain(words);
      expect(answer.body).toContain('<a href="/auth/">');
    }
    const json = await ask('/auth/playground', { accept: 'application/json' });
    expect([json.status, JSON.parse(json.body)]).toEqual([404, { error: expect.any(String) }]);
    // A product's own cookies may be as large as Rekey reads them.
    expect((await ask('/auth/login', { cookie: `a=${'b'.repeat(12_000)}` })).status).toBe(200);
  });
});

describe('the playground below a path', () => {
  it('asks the API there, and shows every state', async () => {
    const [mail, browser, port] = [await openMailSink(), await openBrowser(), await closedPort()];
    const site = `http://localhost:${port}/auth`;
    const rekey = await runServer(mail.port, { PORT: String(port), PUBLIC_URL: site, PLAYGROUND: 'on' });
    const page = await browser.newPage({ locale: 'en-GB' });
    const log = await recordPage(page, site);
    await page.goto(`${site}/playground`);
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    const answer = page.waitForResponse('**/graphql');
    await page.locator('.graphiql-execute-button').click();
    expect([(await answer).url(), (await answer).status()]).toEqual([`${site}/graphql`, 200]);
    for (const name of ['Emails', 'States']) {
      const address = await page.getByRole('link', { name, exact: true }).getAttribute('href');
      expect((await fetch(new URL(address ?? '', site))).status).toBe(200);
    }
    await page.goto(`${site}/playground/states/`);
    await page.getByLabel('Filter').fill('register');
    await page.locator('figure[data-state=reached]').nth(2).waitFor();
    expect(log.foreignRequests.filter(url => !url.startsWith('blob:') && !url.startsWith('data:'))).toEqual([]);
    await browser.close();
    await rekey.close();
    await mail.close();
  });
});
