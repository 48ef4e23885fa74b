import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { openBrowser } from '../e2e/openBrowser.ts';
import { serveFolder } from './serveFolder.ts';

// Measures /login on a slow phone beside a bare page of React and Apollo Client, built and served the same way.

/** Lighthouse's slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back; and a processor four times slower. */
const slow4G = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const processorSlowdown = 4;
const rounds = 5;
const limits = { largestContentfulPaintMs: 1500, layoutShift: 0.001, interactionMs: 200 };

type Measured = Record<keyof typeof limits | 'firstContentfulPaintMs', number>;

async function measure(browser: Browser, url: string): Promise<Measured> {
  const page = await browser.newPage({ viewport: { width: 412, height: 823 } });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', slow4G);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: processorSlowdown });
  await page.addInitScript(() => {
    const seen = { firstContentfulPaintMs: 0, largestContentfulPaintMs: 0, layoutShift: 0, interactionMs: 0 };
    Object.assign(window, { seen });
    const observe = (
      type: string,
      onEntry: (entry: PerformanceEntry & { value?: number; interactionId?: number }) => void,
    ) =>
      new PerformanceObserver(list => list.getEntries().forEach(onEntry)).observe({
        type,
        buffered: true,
        durationThreshold: 16,
      } as never);
    observe('paint', entry => {
      if (entry.name === 'first-contentful-paint') seen.firstContentfulPaintMs = entry.startTime;
    });
    observe('largest-contentful-paint', entry => {
      seen.largestContentfulPaintMs = entry.startTime;
    });
    observe('layout-shift', entry => {
      seen.layoutShift += entry.value ?? 0;
    });
    observe('event', entry => {
      // Only presses count as interactions, not hovering.
      if (entry.interactionId) seen.interactionMs = Math.max(seen.interactionMs, entry.duration);
    });
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.locator('#email').pressSequentially('ada@example.com', { delay: 60 });
  await page.locator('#password').click();
  await page.locator('#password').pressSequentially('some password', { delay: 60 });
  await page.locator('label').first().click();
  await page.waitForTimeout(500);
  const seen = await page.evaluate(() => (window as unknown as { seen: Measured }).seen);
  await page.close();
  return seen;
}

/** The median of several measurements, for each number by itself. */
async function median(browser: Browser, url: string): Promise<Measured> {
  const all: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) all.push(await measure(browser, url));
  const of = (key: keyof Measured) =>
    all.map(measured => measured[key]).sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  return {
    firstContentfulPaintMs: of('firstContentfulPaintMs'),
    largestContentfulPaintMs: of('largestContentfulPaintMs'),
    layoutShift: of('layoutShift'),
    interactionMs: of('interactionMs'),
  };
}

const bareFolder = await mkdtemp(join(tmpdir(), 'rekey-bare-'));
await build({
  root: fileURLToPath(new URL('bare', import.meta.url)),
  configFile: false,
  logLevel: 'warn',
  plugins: [react()],
  build: { target: 'es2023', outDir: bareFolder, emptyOutDir: true },
});
const bare = await serveFolder(bareFolder);
const ours = await serveFolder(fileURLToPath(new URL('../dist', import.meta.url)));
const browser = await openBrowser();
const results = {
  'Rekey /login': await median(browser, `${ours.origin}/login`),
  'React + Apollo': await median(browser, `${bare.origin}/index.html`),
};
await browser.close();
bare.close();
ours.close();
await rm(bareFolder, { recursive: true });

console.table(results);
for (const [name, most] of Object.entries(limits)) {
  const measured = results['Rekey /login'][name as keyof typeof limits];
  if (measured <= most) continue;
  console.error(`${name} is ${measured}, more than ${most}`);
  process.exitCode = 1;
}
