import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './findings.ts';
import { watch } from './pageLog.ts';
import { reverseProxy } from './reverseProxy.ts';
import { type RunningServer, runServer } from './runServer.ts';
import { isHydrated, type Stage, setStage } from './stage.ts';
import { heading } from './steps.ts';

const lime = 'rgb(130, 201, 30)';
const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="${lime}"/></svg>`;

/** Two servers that send the same built pages, each with a brand of its own; the second has somebody in front who has its logo. */
let house: Stage;
let other: RunningServer;
let front: { origin: string; close(): Promise<void> };
beforeAll(async () => {
  house = await setStage({
    BRAND_NAME: 'Ünlü & <Söhne>',
    BRAND_COLOUR: '#ffd43b',
    BRAND_SUPPORT_URL: 'https://help.example.com/',
  });
  other = await runServer(house.mail.port, {
    BRAND_NAME: 'Other House',
    BRAND_COLOUR: '#862e9c',
    BRAND_LOGO_URL: '/house/logo.svg',
  });
  front = await reverseProxy(other.origin, { '/house/logo.svg': { type: 'image/svg+xml', body: logo } });
});
afterAll(async () => {
  await front.close();
  await other.close();
  await house.close();
});

/** The colour in the middle of the logo as it is drawn, or nothing when it is not. */
async function colourOfLogo(page: Page): Promise<string | undefined> {
  return page.locator('.brand-mark').evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 32 });
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0, 32, 32);
    const [red, green, blue, opacity] = context?.getImageData(16, 3, 1, 1).data ?? [];
    return opacity ? `rgb(${red}, ${green}, ${blue})` : undefined;
  });
}

const colourOfButton = (page: Page) =>
  page.locator('button[type=submit]').evaluate(button => getComputedStyle(button).backgroundColor);

describe('the brand', () => {
  it('is in the page as the server sends it, before any script has run', async () => {
    const html = await (await fetch(`${house.origin}/login`)).text();
    expect(html).toMatch(/<title>Sign in · Ünlü &#38; &#60;Söhne&#62;<\/title>/);
    expect(html).not.toContain('{{');
  });

  it('gives its name, its colour and its way to help to every page, and stays readable', async () => {
    const page = await house.open('/login');
    expect(await page.title()).toBe('Sign in · Ünlü & <Söhne>');
    expect(await page.getByRole('link', { name: 'Help' }).getAttribute('href')).toBe('https://help.example.com/');
    expect(await page.evaluate(() => document.documentElement.style.getPropertyValue('--brand'))).toBe('#ffd43b');
    expect(await axeFindings(page, 'rules of colour')).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeFindings(page, 'rules of colour')).toEqual([]);
    expect(page.watch.complaints).toEqual([]);
    expect(page.watch.strangers).toEqual([]);
  });

  it('is another where the configuration says so, of the same build, with a logo that the operator has drawn', async () => {
    const ours = await house.open('/login');
    const page = await house.browser.newPage({ baseURL: front.origin, locale: 'en-GB' });
    const seen = await watch(page, front.origin);
    await page.goto('/login');
    await isHydrated(page);
    await heading(page, 'Sign in');

    expect(await page.title()).toBe('Sign in · Other House');
    expect(await page.locator('.masthead').textContent()).toBe('Other House');
    expect(await page.getByRole('link', { name: 'Help' }).count()).toBe(0);
    expect(await colourOfLogo(page)).toBe(lime);
    expect(await colourOfLogo(ours)).toBe('rgb(255, 212, 59)');
    expect(await colourOfButton(page)).not.toBe(await colourOfButton(ours));
    expect(seen.complaints).toEqual([]);
    expect(seen.strangers).toEqual([]);
  });
});
