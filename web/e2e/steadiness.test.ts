import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, setStage } from './stage.ts';
import { askForReset, heading, newAddress, openAccount, signIn } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** Takes down how far things on the pages to come move by themselves, as a share of the window (Cumulative Layout Shift). */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    Object.assign(window, { shifted: 0 });
    new PerformanceObserver(list => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) {
        Object.assign(window, { shifted: (window as unknown as { shifted: number }).shifted + entry.value });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => (window as unknown as { shifted: number }).shifted);
}

describe('nothing jumps', () => {
  it.each([
    { width: 1280, height: 800 },
    { width: 375, height: 740 },
  ])('while a page comes to life or waits for the server, at $width by $height', async viewport => {
    const address = newAddress();
    const page = await stage.open('/register', { viewport });
    await openAccount(stage, page, address);
    const link = await askForReset(stage, page, address);
    const shifted = await watchShifts(page);
    for (const path of [
      '/login',
      '/password-reset',
      '/password-reset/done',
      link,
      '/register',
      '/password-reset-complete',
    ]) {
      await page.goto(path);
      await page.locator('html[data-alive]').waitFor();
      await page.locator('main:not([aria-busy])').waitFor();
      expect(await shifted(), path).toBeLessThan(0.01);
    }
    await page.goto('/login');
    await signIn(page, address);
    await heading(page, 'Your account');
    await page.locator('.rows').first().waitFor();
    await page.reload();
    await page.locator('.rows').first().waitFor();
    expect(await shifted(), '/account').toBeLessThan(0.01);
  });
});
