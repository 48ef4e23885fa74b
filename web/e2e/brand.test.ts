import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './findings.ts';
import { recordPage } from './pageLog.ts';
import { reverseProxy } from './reverseProxy.ts';
import { type RunningServer, runServer } from './runServer.ts';
import { isHydrated, type Stage, setStage } from './stage.ts';
import { heading } from './steps.ts';

const lime = 'rgb(130, 201, 30)';
const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="${lime}"/></svg>`;

/**
 * Two servers that send the same built pages, each with its own brand. The second has a reverse proxy that serves its
 * logo.
 */
let first: Stage;
let second: RunningServer;
let proxy: { origin: string; close(): Promise<void> };
beforeAll(async () => {
  first = await setStage({
    BRAND_NAME: 'Ünlü & <Söhne>',
    BRAND_COLOUR: '#ffd43b',
    BRAND_SUPPORT_URL: 'https://help.example.com/',
  });
  second = await runServer(first.mail.port, {
    BRAND_NAME: 'Other Brand',
    BRAND_COLOUR: '#862e9c',
    BRAND_LOGO_URL: '/brand-two/logo.svg',
  });
  proxy = await reverseProxy(second.origin, { '/brand-two/logo.svg': { type: 'image/svg+xml', body: logo } });
});
afterAll(async () => {
  await proxy.close();
  await second.close();
  await first.close();
});

/** The colour in the middle of the rendered logo, undefined when it is not rendered. */
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
    const html = await (await fetch(`${first.origin}/login`)).text();
    expect(html).toMatch(/<title>Sign in · Ünlü &amp; &lt;Söhne&gt;<\/title>/);
    expect(html).not.toContain('{{');
  });

  it('gives its name, its colour and its link to help to every page, with enough contrast', async () => {
    const page = await first.open('/login');
    expect(await page.title()).toBe('Sign in · Ünlü & <Söhne>');
    expect(await page.getByRole('link', { name: 'Help' }).getAttribute('href')).toBe('https://help.example.com/');
    expect(await page.evaluate(() => document.documentElement.style.getPropertyValue('--brand'))).toBe('#ffd43b');
    expect(await axeFindings(page, 'rules of colour')).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeFindings(page, 'rules of colour')).toEqual([]);
    expect(page.log.errors).toEqual([]);
    expect(page.log.foreignRequests).toEqual([]);
  });

  it('follows the configuration with the same build, and shows the operator’s own logo', async () => {
    const ours = await first.open('/login');
    const page = await first.browser.newPage({ baseURL: proxy.origin, locale: 'en-GB' });
    const log = await recordPage(page, proxy.origin);
    await page.goto('/login');
    await isHydrated(page);
    await heading(page, 'Sign in');

    expect(await page.title()).toBe('Sign in · Other Brand');
    expect(await page.locator('.masthead').textContent()).toBe('Other Brand');
    expect(await page.getByRole('link', { name: 'Help' }).count()).toBe(0);
    expect(await colourOfLogo(page)).toBe(lime);
    expect(await colourOfLogo(ours)).toBe('rgb(255, 212, 59)');
    expect(await colourOfButton(page)).not.toBe(await colourOfButton(ours));
    expect(log.errors).toEqual([]);
    expect(log.foreignRequests).toEqual([]);
  });
});
