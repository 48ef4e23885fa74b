import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { states } from '../playground/states/states.ts';
import { type PageLog, recordPage } from './pageLog.ts';
import { type Stage, setStage } from './stage.ts';

let stage: Stage;
let page: Page;
let log: PageLog;
beforeAll(async () => {
  stage = await setStage({ PLAYGROUND: 'on' });
  page = await stage.browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  log = await recordPage(page, stage.origin);
  await page.goto(`${stage.origin}/playground/states/`);
});
afterAll(() => stage.close());

/** The names of the states that have got one of these ends, once all have come to one. */
async function ended(how: 'reached' | 'failed'): Promise<string[]> {
  await expect
    .poll(() => page.locator('figure[data-state=waiting]').count(), { timeout: 500_000, interval: 200 })
    .toBe(0);
  return page.locator(`figure[data-state=${how}] figcaption`).allTextContents();
}

const frame = (name: string) => page.frameLocator(`iframe[title="${name}"]`);

describe('the page of states', () => {
  it('shows every state of every screen, without an error and without asking the server', async () => {
    expect(await ended('failed')).toEqual([]);
    expect(await ended('reached')).toEqual(states.map(({ name }) => name));
    expect(log.errors).toEqual([]);
    expect(log.requests.filter(request => request.url().endsWith('/graphql'))).toEqual([]);
    expect(log.foreignRequests).toEqual([]);
    await frame('password-reset-confirm, expired').getByText('This link has expired').waitFor();
    expect(await frame('register-confirm, strong password').locator('#new-password').inputValue()).not.toBe('');
  });

  it('shows them in another language, theme and width', async () => {
    await page.getByRole('searchbox', { name: 'Filter' }).fill('login, wrong');
    await page.getByLabel('Language').first().selectOption('ar');
    await page.getByLabel('Theme').selectOption('dark');
    await page.getByLabel('Width').selectOption('320');
    expect(await ended('reached')).toEqual(['login, wrong password']);
    const root = frame('login, wrong password').locator('html');
    expect(await root.getAttribute('dir')).toBe('rtl');
    expect(await root.evaluate(() => innerWidth)).toBe(320);
    const ground = () => root.evaluate(element => getComputedStyle(element).getPropertyValue('--ground'));
    const dark = await ground();
    await page.getByLabel('Theme').selectOption('light');
    await ended('reached');
    expect(await ground()).not.toBe(dark);
  });

  it('is there for development alone', async () => {
    const closed = await setStage({ PLAYGROUND: 'off' });
    try {
      expect((await fetch(`${closed.origin}/playground/states/`)).status).toBe(404);
    } finally {
      await closed.close();
    }
  });
});
