import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, tooWide } from './findings.ts';
import { recordPage } from './pageLog.ts';
import { reverseProxy } from './reverseProxy.ts';
import { type RunningServer, runServer } from './runServer.ts';
import { isHydrated, type Stage, setStage } from './stage.ts';
import { heading } from './steps.ts';

const lime = 'rgb(130, 201, 30)';
const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="${lime}"/></svg>`;

/**
 * Three servers that send the same built pages: one with a logo that is missing, one without a brand, and one with a
 * reverse proxy that serves its logo.
 */
let first: Stage;
let plain: Stage;
let second: RunningServer;
let proxy: { origin: string; close(): Promise<void> };
beforeAll(async () => {
  first = await setStage({
    BRAND_NAME: 'Ünlü & <Söhne>',
    BRAND_COLOUR: '#ffd43b',
    BRAND_SUPPORT_URL: 'https://help.example.com/',
    BRAND_TERMS_URL: '/terms?of=use',
    BRAND_PRIVACY_URL: 'https://example.com/privacy',
    BRAND_LOGO_URL: '/not/there.svg',
  });
  plain = await setStage();
  second = await runServer(first.mail.port, {
    BRAND_NAME: 'Other Brand',
    BRAND_COLOUR: '#862e9c',
    BRAND_LOGO_URL: '/brand-two/logo.svg',
    BRAND_SUPPORT_EMAIL: 'help&more@example.com',
  });
  proxy = await reverseProxy(second.origin, { '/brand-two/logo.svg': { type: 'image/svg+xml', body: logo } });
});
afterAll(async () => {
  await proxy.close();
  await second.close();
  await plain.close();
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
    expect(page.log.foreignRequests).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'has dark words on a bright colour, and links in its colour: %s',
    async scheme => {
      const page = await first.open('/login', { colorScheme: scheme });
      const button = page.locator('button[type=submit]');
      const style = (property: 'color' | 'backgroundColor') =>
        button.evaluate((element, name) => getComputedStyle(element)[name], property);
      expect(await style('backgroundColor')).toBe('rgb(255, 212, 59)');
      expect(await style('color')).toBe('rgb(0, 0, 0)');
      await button.hover();
      expect(await axeFindings(page, 'rules of colour')).toEqual([]);
      const link = page.getByRole('link', { name: 'Forgot password?' });
      const [red = 0, , blue = 0] = await link.evaluate(element =>
        [...getComputedStyle(element).color.matchAll(/\d+/g)].map(Number),
      );
      expect(red, 'a shade of yellow').toBeGreaterThan(blue + 60);
    },
  );

  it('falls back to the built-in mark where the logo cannot be fetched, before the code of the page is there', async () => {
    const page = await first.open('/login');
    await expect.poll(() => colourOfLogo(page).catch(() => undefined)).toBe('rgb(255, 212, 59)');
    expect(await page.locator('link[rel=icon]').getAttribute('href')).toBe('/brand/mark');
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await heading(page, 'Reset your password');
    expect(await colourOfLogo(page)).toBe('rgb(255, 212, 59)');

    const early = await first.browser.newPage({ baseURL: first.origin });
    await early.route('**/rekey/*.js', () => undefined);
    await early.goto('/login', { waitUntil: 'commit' });
    await expect.poll(() => colourOfLogo(early).catch(() => undefined)).toBe('rgb(255, 212, 59)');
    await early.close();
  });

  it('names help, terms and privacy in the foot of every page, with scripts and without', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const page = await first.browser.newPage({ baseURL: first.origin, locale: 'en-GB', javaScriptEnabled });
      for (const path of ['/login', '/register', '/nothing/here']) {
        await page.goto(path);
        const links = page.getByRole('contentinfo').getByRole('link');
        expect(await links.evaluateAll(all => all.map(link => [link.textContent, link.getAttribute('href')]))).toEqual([
          ['Help', 'https://help.example.com/'],
          ['Terms of use', '/terms?of=use'],
          ['Privacy policy', 'https://example.com/privacy'],
        ]);
      }
      await page.close();
    }
  });

  it('links to the mailbox for help where no page is named', async () => {
    const page = await first.browser.newPage({ baseURL: second.origin, locale: 'en-GB' });
    await page.goto('/login');
    await isHydrated(page);
    const links = page.getByRole('contentinfo').getByRole('link');
    expect(await links.evaluateAll(all => all.map(link => [link.textContent, link.getAttribute('href')]))).toEqual([
      ['Help', 'mailto:help%26more@example.com'],
    ]);
    await page.close();
  });

  it('is described to search engines and phones, and mailed links are listed nowhere', async () => {
    const page = await first.open('/login', { locale: 'de-DE' });
    const content = (selector: string) => page.locator(selector).getAttribute('content');
    expect(await content('meta[name=description]')).toMatch(/^Bei Ünlü & <Söhne> anmelden/);
    expect(await content('meta[name=theme-color][media*=light]')).toBe('#f6f7f9');
    expect(await content('meta[name=theme-color][media*=dark]')).toBe('#0c0d11');
    expect(await page.locator('meta[name=robots]').count()).toBe(0);
    for (const path of [
      '/password-reset-confirm/a/b',
      '/password-reset-revoke/a/b',
      '/register-confirm/a/b',
      '/account',
    ]) {
      const answer = await fetch(`${first.origin}${path}`);
      expect(answer.headers.get('x-robots-tag'), path).toBe('noindex');
      expect(await answer.text(), path).toContain('<meta name="robots" content="noindex" />');
    }
    for (const path of ['/login', '/register', '/password-reset'])
      expect((await fetch(`${first.origin}${path}`)).headers.has('x-robots-tag'), path).toBe(false);
  });

  it('has an icon for programs that ask for one, and for the home screens of phones', async () => {
    const page = await plain.open('/login');
    const sizeOf = (path: string) =>
      page.evaluate(async source => {
        const image = Object.assign(new Image(), { src: source });
        await image.decode();
        return `${image.naturalWidth} by ${image.naturalHeight}`;
      }, path);
    const touchIcon = await page.locator('link[rel=apple-touch-icon]').getAttribute('href');
    expect(await sizeOf(touchIcon ?? '')).toBe('180 by 180');
    expect(await sizeOf('/favicon.ico')).toBe('48 by 48');
    const answer = await fetch(`${second.origin}/favicon.ico`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/brand-two/logo.svg');
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
    expect(await colourOfLogo(page)).toBe(lime);
    expect(await colourOfLogo(ours)).toBe('rgb(255, 212, 59)');
    expect(await colourOfButton(page)).not.toBe(await colourOfButton(ours));
    expect(log.errors).toEqual([]);
    expect(log.foreignRequests).toEqual([]);
  });

  it('may have a name that is one long word, on a phone as well', async () => {
    const page = await plain.open('/login');
    await page.locator('.brand > span').evaluate(name => {
      name.textContent = 'Donaudampfschifffahrtsgesellschaft';
    });
    expect(await tooWide(page)).toEqual([]);
  });
});
