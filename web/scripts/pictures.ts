import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setStage } from '../e2e/stage.ts';
import { askForReset, createAccount, goodPassword, heading, phone, signIn } from '../e2e/steps.ts';

// Takes the pictures for the README from the real pages, light and dark: sign-in, a requested reset, a new password,
// the account.

const images = fileURLToPath(new URL('../../docs/images', import.meta.url));
const viewport = { width: 500, height: 700 };
const address = 'ada.lovelace@example.com';

const stage = await setStage();
const page = await stage.open('/login', { viewport, locale: 'en-GB' });
const taken = { light: [] as string[], dark: [] as string[] };

async function take(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(300);
    taken[colorScheme].push((await page.screenshot()).toString('base64'));
  }
}

await createAccount(stage, page, address);
const other = await stage.open('/login', { userAgent: phone });
await signIn(other, address);
await heading(other, 'Your account');

await page.goto('/login');
await page.locator('#email').fill(address);
await take();
const link = await askForReset(stage, page, address);
await take();
await page.goto(link);
await page.getByLabel('New password', { exact: true }).fill(goodPassword);
await page.locator('.strength[data-score="4"]').waitFor();
await take();
await page.goto('/login');
await signIn(page, address);
await page.locator('.rows').first().waitFor();
await take();

const gap = 12;
const sheet = await stage.browser.newPage({
  viewport: { width: 2 * viewport.width + gap, height: 2 * viewport.height + gap },
});
await mkdir(images, { recursive: true });
for (const [scheme, pictures] of Object.entries(taken)) {
  const tiles = pictures
    .map(picture => `<img src="data:image/png;base64,${picture}" width="${viewport.width}">`)
    .join('');
  await sheet.setContent(
    `<body style="margin:0;display:grid;grid-template-columns:1fr 1fr;gap:${gap}px;background:transparent">${tiles}
     <style>img { display: block; border-radius: 12px }</style>`,
  );
  await sheet.screenshot({ path: `${images}/walk-${scheme}.png`, omitBackground: true });
}
await stage.close();
