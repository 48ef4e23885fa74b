import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasNginx, type NginxProcess, startNginx } from '../../server/src/testing/nginxProcess.ts';
import { closedPort } from '../../server/src/testing/smtpSink.ts';
import { createPostgresqlDatabase, type TestDatabase } from '../../server/src/testing/testDatabase.ts';
import { type Balancer, inTurns, startBalancer } from './balancer.ts';
import { type MailSink, openMailSink } from './mailSink.ts';
import { openBrowser } from './openBrowser.ts';
import { makeOtherBuild } from './otherBuild.ts';
import { type RunningServer, runServer } from './runServer.ts';
import { isHydrated } from './stage.ts';
import { goodPassword, heading, newAddress, otherPassword, press, signIn } from './steps.ts';

const databaseServer = process.env.TEST_POSTGRES_URL;

/** Two replicas of different builds on one database, behind one address. */
interface Pair {
  readonly origin: string;
  readonly ports: readonly [number, number];
  readonly stopOlder: () => Promise<void>;
  close(): Promise<void>;
}

describe.skipIf(!databaseServer)(
  'an upgrade, with two builds side by side (runs with TEST_POSTGRES_URL)',
  { tags: ['two-versions'] },
  () => {
    let folder: string;
    let otherMain: string;
    let browser: Browser;
    let mail: MailSink;
    let database: TestDatabase;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rekey-upgrade-'));
      [otherMain, browser, mail, database] = await Promise.all([
        makeOtherBuild(join(folder, 'other')),
        // Per page, Chromium would let each request fail at first, and give some up on a busy machine.
        openBrowser('--ignore-certificate-errors'),
        openMailSink(),
        createPostgresqlDatabase(databaseServer ?? ''),
      ]);
    });
    afterAll(async () => {
      await Promise.all([browser.close(), mail.close()]);
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    });

    async function startPair(origin: string, olderMain?: string): Promise<Pair> {
      const environment = { PUBLIC_URL: origin, DATABASE_URL: database.url, TRUST_PROXY: '1' };
      const older = await runServer(mail.port, environment, olderMain);
      const newer = await runServer(mail.port, environment, otherMain);
      let running: readonly RunningServer[] = [older, newer];
      return {
        origin,
        ports: [older.port, newer.port],
        async stopOlder() {
          running = [newer];
          await older.close();
        },
        close: async () => void (await Promise.all(running.map(server => server.close()))),
      };
    }

    /** A tab of a browser with an empty cache, which counts the pages that it loads. */
    async function openTab(origin: string, options: BrowserContextOptions = {}) {
      const context = await browser.newContext({
        baseURL: origin,
        locale: 'en-GB',
        ...options,
      });
      const page = await context.newPage();
      const loads: string[] = [];
      const missing: string[] = [];
      /** What else did not arrive, and why: it explains a page that loads itself once more. */
      const failed: string[] = [];
      page.on('response', response => {
        if (response.request().isNavigationRequest()) loads.push(response.url());
        if (response.status() === 404) missing.push(response.url());
        else if (!response.ok()) failed.push(`${response.status()} ${response.url()}`);
      });
      page.on('requestfailed', request => failed.push(`${request.failure()?.errorText} ${request.url()}`));
      return { page, loads, missing, failed, close: () => context.close() };
    }

    /** Waits until a page is alive and has its style. */
    async function isAlive(page: Page) {
      await isHydrated(page);
      // Only the stylesheet has this colour.
      const styled = () =>
        document.styleSheets.length === 1 &&
        getComputedStyle(document.documentElement).getPropertyValue('--ground') !== '';
      await page.waitForFunction(styled);
    }

    const builds = (page: Page) =>
      page.evaluate(() => [...document.scripts].map(({ src }) => src.includes('other.js')).at(-1));

    async function resetsThePassword(origin: string, page: Page, address: string) {
      const linkTo = (screen: string) => mail.linkTo(`${origin}/${screen}/`, address);
      await page.goto('/register');
      await isAlive(page);
      await page.getByLabel('Email address').fill(address);
      await press(page, 'Email me a link');
      await heading(page, 'Confirm your email address');
      await isAlive(page);
      await page.goto(await linkTo('register-confirm'));
      await isAlive(page);
      await page.getByLabel('New password', { exact: true }).fill(goodPassword);
      await press(page, 'Create account');
      await heading(page, 'Your account is ready');
      await isAlive(page);

      await page.goto('/password-reset');
      await isAlive(page);
      await page.getByLabel('Email address').fill(address);
      await press(page, 'Email me a link');
      await heading(page, 'Check your email');
      await isAlive(page);
      await page.goto(await linkTo('password-reset-confirm'));
      await isAlive(page);
      await page.getByLabel('New password', { exact: true }).fill(otherPassword);
      await press(page, 'Save new password');
      await heading(page, 'Your password is changed');
      await isAlive(page);
      await page.getByRole('link', { name: 'Sign in' }).click();
      await heading(page, 'Sign in');
      await isAlive(page);
      await signIn(page, address, otherPassword);
      await heading(page, 'Your account');
      await isAlive(page);
      await page.getByRole('heading', { level: 2, name: address }).waitFor();
    }

    const paths = ['/login', '/password-reset', '/register', '/password-reset-complete', '/register/done', '/account'];

    describe('behind a balancer that asks them in turns', () => {
      let balancer: Balancer;
      let pair: Pair;
      beforeAll(async () => {
        balancer = await startBalancer();
        pair = await startPair(balancer.origin);
      });
      afterAll(async () => {
        await Promise.all([pair.close(), balancer.close()]);
      });

      it('leaves every visit with an empty cache alive', async () => {
        balancer.choose = inTurns(pair.ports);
        const missed: number[] = [];
        for (const path of [...paths, ...paths]) {
          const tab = await openTab(pair.origin, { locale: missed.length % 2 ? 'de-DE' : 'en-GB' });
          await tab.page.goto(path);
          await isAlive(tab.page);
          missed.push(tab.missing.length);
          expect(tab.loads.length).toBeLessThanOrEqual(6);
          await tab.close();
        }
        // Otherwise the balancer would not have done what this is about.
        expect(missed.filter(count => count > 0).length).toBeGreaterThan(6);
      });

      it('leads through a whole reset', async () => {
        balancer.choose = inTurns(pair.ports);
        const tab = await openTab(pair.origin);
        await resetsThePassword(pair.origin, tab.page, newAddress());
        await tab.close();
      });

      it('keeps the address that was typed before the files turned out to be missing', async () => {
        let typed = () => {};
        const isTyped = new Promise<void>(resolve => {
          typed = resolve;
        });
        let refused = 0;
        balancer.choose = async ({ url = '' }) => {
          if (!url.startsWith('/rekey/shell-') || refused > 0) return { port: pair.ports[0] };
          await isTyped;
          refused += 1;
          return { status: 404 };
        };
        const tab = await openTab(pair.origin);
        await tab.page.goto('/password-reset', { waitUntil: 'commit' });
        await tab.page.getByLabel('Email address').fill('typed@example.com');
        typed();
        await isAlive(tab.page);
        expect(tab.loads).toHaveLength(2);
        expect(await tab.page.getByLabel('Email address').inputValue()).toBe('typed@example.com');
        await tab.close();
      });

      it('does not load a page for ever whose files are gone for good', async () => {
        balancer.choose = ({ url = '' }) =>
          url.startsWith('/rekey/shell-') ? { status: 404 } : { port: pair.ports[0] };
        const tab = await openTab(pair.origin);
        await tab.page.goto('/login');
        await expect.poll(() => tab.loads.length, { timeout: 60_000 }).toBe(6);
        await tab.page.waitForLoadState();
        await tab.page.waitForFunction(() => history.state?.reloaded?.count === 5);
        await tab.page.evaluate(async () => {
          document.title = 'still the same page';
          dispatchEvent(new Event('rekey:incomplete'));
          for (let asked = 0; asked < 20; asked += 1) await fetch('/healthz');
        });
        expect(await tab.page.title()).toBe('still the same page');
        expect(tab.loads).toHaveLength(6);
        await heading(tab.page, 'Sign in');
        await tab.close();
      });

      it('lets a tab that was open before go on when the older replica is gone, with what was typed', async () => {
        balancer.choose = () => ({ port: pair.ports[0] });
        const tab = await openTab(pair.origin);
        await tab.page.goto('/login');
        await isAlive(tab.page);
        expect(await builds(tab.page)).toBe(false);
        await tab.page.getByLabel('Email address').fill('typed@example.com');
        await pair.stopOlder();
        balancer.choose = () => ({ port: pair.ports[1] });

        await tab.page.getByRole('link', { name: 'Forgot password?' }).click();
        await heading(tab.page, 'Reset your password');
        await isAlive(tab.page);
        expect(await builds(tab.page)).toBe(true);
        expect(await tab.page.getByLabel('Email address').inputValue()).toBe('typed@example.com');
        await press(tab.page, 'Email me a link');
        await heading(tab.page, 'Check your email');
        expect(tab.loads).toHaveLength(2);
        await tab.close();
      });
    });

    describe('from a version whose files were below /assets/', () => {
      let balancer: Balancer;
      let pair: Pair;
      beforeAll(async () => {
        balancer = await startBalancer();
        pair = await startPair(balancer.origin, await makeOtherBuild(join(folder, 'before'), 'assets'));
      });
      afterAll(async () => {
        await Promise.all([pair.close(), balancer.close()]);
      });

      it('leaves every visit alive while both run, and a tab of the older one when that is gone', async () => {
        balancer.choose = inTurns(pair.ports);
        const asked = new Set<string | undefined>();
        for (const path of paths) {
          const tab = await openTab(pair.origin);
          await tab.page.goto(path);
          await isAlive(tab.page);
          for (const url of tab.missing) asked.add(new URL(url).pathname.split('/')[1]);
          await tab.close();
        }
        // Each version was asked for files of the other.
        expect(asked).toEqual(new Set(['assets', 'rekey']));

        balancer.choose = () => ({ port: pair.ports[0] });
        const tab = await openTab(pair.origin);
        await tab.page.goto('/login');
        await isAlive(tab.page);
        await tab.page.getByLabel('Email address').fill('typed@example.com');
        await pair.stopOlder();
        balancer.choose = () => ({ port: pair.ports[1] });
        await tab.page.getByRole('link', { name: 'Forgot password?' }).click();
        await heading(tab.page, 'Reset your password');
        await isAlive(tab.page);
        expect(await tab.page.getByLabel('Email address').inputValue()).toBe('typed@example.com');
        await tab.close();
      });
    });

    describe.skipIf(!hasNginx)('behind the nginx of docs/nginx.conf', () => {
      let nginx: NginxProcess;
      let pair: Pair;
      beforeAll(async () => {
        const httpsPort = await closedPort();
        // The older build has its files below /assets/, as earlier versions have.
        pair = await startPair(`https://localhost:${httpsPort}`, await makeOtherBuild(join(folder, 'first'), 'assets'));
        nginx = await startNginx(join(folder, 'nginx'), pair.ports, { httpsPort });
      });
      afterAll(async () => {
        await nginx.close();
        await pair.close();
      });

      it('leaves every visit alive without loading a page twice or missing a file', async () => {
        const seen = new Set<boolean | undefined>();
        for (const path of [...paths, ...paths]) {
          const tab = await openTab(pair.origin);
          await tab.page.goto(path);
          await isAlive(tab.page);
          expect(tab.missing).toEqual([]);
          if (tab.loads.length > 1) console.error(`${path} was loaded twice: ${tab.failed.join(', ')}`);
          expect(tab.loads).toHaveLength(1);
          seen.add(await builds(tab.page));
          await tab.close();
        }
        expect(seen).toEqual(new Set([true, false]));
      });

      it('leads through a whole reset', async () => {
        const tab = await openTab(pair.origin);
        await resetsThePassword(pair.origin, tab.page, newAddress());
        expect(tab.missing).toEqual([]);
        await tab.close();
      });
    });
  },
);
