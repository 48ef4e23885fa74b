import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../src/i18n/languages.ts';
import { isHydrated, type Stage, setStage } from './stage.ts';
import { heading, holdBack, newAddress, press } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

describe('the language', () => {
  it.each([
    ['de-AT', 'Anmelden', 'ltr'],
    ['zh-CN', '登录', 'ltr'],
    ['ar', 'تسجيل الدخول', 'rtl'],
    ['nl', 'Sign in', 'ltr'],
  ])('is the one that the browser asks for, with no other catalogue fetched: %s', async (locale, title, direction) => {
    const page = await stage.open('/login', { locale });
    await heading(page, title);
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(direction);
    const catalogues = languages.map(({ tag }) => `/assets/${tag}-`);
    const fetched = page.log.requests.filter(request => catalogues.some(name => request.url().includes(name)));
    expect(fetched.length).toBe(1);
    expect(page.log.errors).toEqual([]);
  });

  it('can be switched without losing what was typed, and stays switched', async () => {
    const page = await stage.open('/login');
    await page.getByLabel('Email address').fill('ada@example.com');
    await page.getByLabel('Language').selectOption('العربية');
    await heading(page, 'تسجيل الدخول');
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
      'ar',
      'rtl',
    ]);
    expect(await page.locator('#email').inputValue()).toBe('ada@example.com');
    expect(await page.title()).toContain('تسجيل الدخول');
    await page.reload();
    await heading(page, 'تسجيل الدخول');
    expect(page.log.errors).toEqual([]);
  });

  it('is also that of the server’s messages', async () => {
    const address = newAddress();
    const page = await stage.open('/register', { locale: 'de-DE' });
    await page.locator('#email').fill(address);
    await press(page, 'Link per E-Mail senden');
    await page.goto(await stage.linkTo('register-confirm', address));
    await page.getByLabel('Neues Passwort', { exact: true }).fill('kurz');
    await press(page, 'Konto erstellen');
    expect(await page.getByRole('alert').textContent()).toMatch(/mindestens 15 Zeichen/i);
  });
});

describe('a prerendered page', () => {
  it.each(['en-GB', 'ja-JP', 'en-US@posix'])(
    'is hydrated as it is, and keeps what was typed before: %s',
    async locale => {
      const context = await stage.browser.newContext({ locale, baseURL: stage.origin });
      const page = await context.newPage();
      const held = await holdBack(page, '**/assets/*.js');
      await page.goto('/login', { waitUntil: 'commit' });
      await page.locator('#email').fill('typed@example.com');
      await page.locator('h1').evaluate(element => Object.assign(element, { sameAsBefore: true }));
      held.release();
      await isHydrated(page);
      expect(await page.locator('h1').evaluate(element => 'sameAsBefore' in element)).toBe(true);
      expect(await page.locator('#email').inputValue()).toBe('typed@example.com');
      await context.close();
    },
  );
});
