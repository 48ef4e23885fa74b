import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { setStage } from '../e2e/stage.ts';
import { askForReset, goodPassword, heading, openAccount, signIn } from '../e2e/steps.ts';

// Takes the pictures for README and docs from the real pages, light and dark, so that they stay true.

const images = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const address = 'ada.lovelace@example.com';
const devices = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:148.0) Gecko/20100101 Firefox/148.0',
];

await mkdir(images, { recursive: true });
const stage = await setStage();
const page = await stage.open('/login', { viewport: { width: 720, height: 640 }, locale: 'en-GB' });

async function take(name: string, of: Page = page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await of.emulateMedia({ colorScheme });
    await of.waitForTimeout(300);
    await of.screenshot({ path: `${images}${name}-${colorScheme}.png` });
  }
}

await take('sign-in');
await openAccount(stage, page, address);
for (const userAgent of devices) {
  const device = await stage.open('/login', { userAgent });
  await signIn(device, address);
  await heading(device, 'Your account');
}
const link = await askForReset(stage, page, address);
await take('check-your-email');
await page.goto(link);
await page.getByLabel('New password', { exact: true }).fill(goodPassword);
await page.locator('.strength[data-score="4"]').waitFor();
await page.setViewportSize({ width: 720, height: 760 });
await take('choose-a-password');
await page.goto('/login');
await signIn(page, address);
await page.locator('.rows').first().waitFor();
await take('account');
await stage.close();
