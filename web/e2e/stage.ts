import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { type MailSink, openMailSink } from './mailSink.ts';
import { openBrowser } from './openBrowser.ts';
import { type PageLog, recordPage } from './pageLog.ts';
import { type RunningServer, runServer } from './runServer.ts';

/** A page with what it has requested and what went wrong on it. */
type WatchedPage = Page & { readonly log: PageLog };

/** A browser, a server and an SMTP server, all real, for the tests of one file. */
export interface Stage {
  readonly origin: string;
  readonly server: RunningServer;
  readonly browser: Browser;
  readonly mail: MailSink;
  /** Opens a path of the product in a new browser profile. */
  open(path: string, options?: BrowserContextOptions): Promise<WatchedPage>;
  /** The path (with uid and token) of the link to a screen in the next email to an address. */
  linkTo(screen: string, address: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts everything. `environment` changes the server's configuration. */
export async function setStage(environment: Record<string, string> = {}): Promise<Stage> {
  const mail = await openMailSink();
  const [server, browser] = await Promise.all([runServer(mail.port, environment), openBrowser()]);
  const { origin } = server;

  async function open(path: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ baseURL: origin, locale: 'en-GB', timezoneId: 'UTC', ...options });
    const page = await context.newPage();
    const watched = Object.assign(page, { log: await recordPage(page, origin) });
    if (expect.getState().currentTestName) {
      onTestFinished(async ({ task }) => {
        if (task.result?.state === 'fail') await tellOf(watched);
        // Pages that stay open go on taking processor time.
        await context.close();
      });
    }
    await page.goto(path);
    await page.locator('h1').waitFor();
    await isHydrated(page);
    return watched;
  }

  async function linkTo(screen: string, address: string): Promise<string> {
    return (await mail.linkTo(`${origin}/${screen}/`, address)).slice(origin.length);
  }

  async function close() {
    await browser.close();
    await server.close();
    await mail.close();
  }

  return { origin, server, browser, mail, open, linkTo, close };
}

/** Prints what a person saw where a test failed, which its error alone does not tell. */
async function tellOf(page: WatchedPage): Promise<void> {
  if (page.isClosed()) return;
  console.log(`${page.url()}\n${await page.locator('body').ariaSnapshot()}\n${page.log.errors.join('\n')}`);
}

/** Waits until a page, which may be prerendered, has been hydrated. */
export async function isHydrated(page: Page): Promise<void> {
  await page.locator('html[data-hydrated]').waitFor();
}
