import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pagePaths } from '../src/paths.ts';
import { type Stage, setStage } from './stage.ts';
import { heading, holdBack } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** A page in a browser profile of its own. */
async function newPage(locale = 'en-GB'): Promise<Page> {
  const context = await stage.browser.newContext({ locale, baseURL: stage.origin });
  return context.newPage();
}

const told = (page: Page) => page.getByRole('alert').filter({ hasText: 'Part of this page could not be loaded' });

describe('a script that cannot be fetched', { tags: ['pages-alive'] }, () => {
  it('is tried again, with the page around it', async () => {
    const page = await newPage();
    let pages = 0;
    page.on('request', request => {
      if (request.isNavigationRequest()) pages += 1;
    });
    let broken = true;
    await page.route('**/rekey/shell-*.js', route => (broken ? route.abort() : route.continue()));
    await page.goto('/password-reset', { waitUntil: 'commit' });
    await expect.poll(() => pages, { timeout: 60_000 }).toBeGreaterThan(2);
    broken = false;
    await page.locator('html[data-hydrated]').waitFor();
    await page.context().close();
  });

  it('is told on every page, above what does not work, once it was tried in vain', async () => {
    const page = await newPage();
    // As after the last of the reloads.
    await page.addInitScript(() => history.replaceState({ reloaded: { count: 5, at: Date.now() } }, ''));
    let broken = true;
    await page.route('**/rekey/shell-*.js', route => (broken ? route.abort() : route.continue()));
    for (const path of [...pagePaths, '/there/is/nothing']) {
      await page.goto(path);
      await told(page).waitFor();
      const [notice, main] = await Promise.all([told(page).boundingBox(), page.locator('main').boundingBox()]);
      expect((notice?.y ?? 0) + (notice?.height ?? 0), path).toBeLessThanOrEqual(main?.y ?? 0);
    }
    await page.goto('/password-reset');
    await told(page).waitFor();
    broken = false;
    await page.getByRole('link', { name: 'load the page again' }).click();
    await page.locator('html[data-hydrated]').waitFor();
    expect(await told(page).count()).toBe(0);
    await page.locator('#email').fill('unknown@example.com');
    await page.keyboard.press('Enter');
    await heading(page, 'Check your email');
    await page.context().close();
  });

  it('is told where it never comes, in the language of the page, until it comes after all', async () => {
    const page = await newPage('de-DE');
    await page.clock.install();
    const held = await holdBack(page, '**/rekey/*.js');
    await page.goto('/login', { waitUntil: 'commit' });
    await page.locator('h1').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.clock.fastForward(60_000);
    const notice = page.getByRole('alert').filter({ hasText: 'konnte nicht geladen werden' });
    await notice.waitFor();
    held.release();
    await notice.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('is told where the page to go to needs it and the browser is offline, and goes on once it is online', async () => {
    const page = await stage.open('/login');
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await told(page).waitFor();
    await page.context().setOffline(false);
    await heading(page, 'Create your account');
    await page.context().close();
  });
});

describe('a person who goes back from a page whose code does not come', () => {
  it('finds the page before as it was, is told nothing of it any more, and loses nothing once the code can come', async () => {
    const page = await stage.open('/login');
    await page.clock.install();
    const held = await holdBack(page, '**/rekey/shell-*.js');
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await told(page).waitFor();
    await page.goBack();
    await told(page).waitFor({ state: 'detached' });
    // The files of the page are asked for a few times more, in vain.
    held.release();
    for (let second = 0; second < 10; second += 1) await page.clock.runFor(1_000);
    expect(await told(page).count()).toBe(0);
    await page.locator('#password').fill('typed after that');
    // What waits for the connection has been told of it when this event has been handled.
    await page.evaluate(() => {
      Object.assign(window, { same: true });
      addEventListener('online', () => setTimeout(() => Object.assign(window, { online: true })), { once: true });
    });
    await page.context().setOffline(false);
    await page.clock.runFor(1_000);
    await page.waitForFunction('window.online');
    expect(await page.evaluate('window.same')).toBe(true);
    expect(await page.locator('#password').inputValue()).toBe('typed after that');
  });

  it('is told at once of the next one, which comes once the browser is online', async () => {
    const page = await stage.open('/login');
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await told(page).waitFor();
    await page.goBack();
    await told(page).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await told(page).waitFor();
    await page.context().setOffline(false);
    await heading(page, 'Reset your password');
  });
});

describe('while a link is checked, a page', () => {
  it('says so, and shows the outline of what comes, which moves for no one who wants no motion', async () => {
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      const context = await stage.browser.newContext({ locale: 'en-GB', baseURL: stage.origin, reducedMotion });
      const page = await context.newPage();
      const held = await holdBack(page, '**/graphql');
      await page.goto('/password-reset-confirm/abc/def');
      await page.getByRole('status').filter({ hasText: 'Checking your link…' }).waitFor();
      const moving = await page
        .locator('.skeleton')
        .evaluate(outline => outline.getAnimations({ subtree: true }).length);
      expect(moving, reducedMotion).toBe(reducedMotion === 'reduce' ? 0 : 1);
      held.release();
      await heading(page, 'This link is not complete');
      expect(await page.locator('.skeleton').count()).toBe(0);
      await context.close();
    }
  });
});

describe('an email that is sent again', () => {
  it('says so, in no room that was empty before', async () => {
    const page = await stage.open('/password-reset');
    await page.clock.install();
    await page.locator('#email').fill('unknown@example.com');
    await page.keyboard.press('Enter');
    await heading(page, 'Check your email');
    const beneath = () =>
      page.evaluate(() => {
        const [card, button] = ['.card', '.card .button'].map(name => document.querySelector(name));
        const style = card && getComputedStyle(card);
        const bottom = (element: Element | null | undefined) => element?.getBoundingClientRect().bottom ?? 0;
        return bottom(card) - bottom(button) - Number.parseFloat(style?.paddingBottom ?? '0');
      });
    expect(await beneath()).toBeLessThan(3);
    await page.clock.fastForward(61_000);
    await page.getByRole('button', { name: 'Send it again', exact: true }).click();
    await page.getByRole('status').filter({ hasText: 'Sent again' }).waitFor();
    expect(await beneath()).toBeLessThan(3);
    const [text, card] = await Promise.all(['.sent-again svg', '.card'].map(name => page.locator(name).boundingBox()));
    expect((text?.y ?? 0) + (text?.height ?? 0)).toBeLessThan((card?.y ?? 0) + (card?.height ?? 0));
  });
});
