import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { states } from '../playground/states/states.ts';
import { languages } from '../src/i18n/languages.ts';
import { brokenWords, tooWide } from './findings.ts';
import { isHydrated, type Stage, setStage } from './stage.ts';
import { reach } from './states.ts';
import { haveAccount, haveResetLink, heading, holdBack, newAddress, press } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** Everything that a page says, to the eye and to a screen reader, with the seconds of a countdown left out. */
async function everythingSaid(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const texts = [document.title, document.documentElement.lang, document.documentElement.dir];
    for (const element of document.querySelectorAll('body *')) {
      // What was announced before is over.
      if (element.closest('script, option, .layout > [role=status]')) continue;
      texts.push(...['aria-label', 'placeholder', 'title', 'alt'].map(name => element.getAttribute(name) ?? ''));
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.push(node.nodeValue ?? '');
    }
    return texts.map(text => text.trim()).filter(text => text !== '');
  });
  return said.map(text => text.replace(/\d+ ?秒/, 'x 秒').replace(/^1 分$/, 'x 秒'));
}

/** A new password is judged, and told to screen readers, once the person pauses. */
async function isTold(page: Page): Promise<void> {
  if ((await page.locator('.strength:not([data-score=""])').count()) === 0) return;
  await page.locator('.field > .visually-hidden[role=status] > span').waitFor({ state: 'attached' });
}

/** What is typed in the fields of a page. */
const typed = (page: Page) =>
  page.locator('input').evaluateAll(inputs => inputs.map(input => (input as HTMLInputElement).value));

/** The direction in which a field shows this text. */
async function directionOf(page: Page, field: string, text: string): Promise<string> {
  await page.locator(field).fill(text);
  return page.locator(field).evaluate(input => getComputedStyle(input).direction);
}

describe('the language', () => {
  it.each([
    ['de-AT', 'Anmelden', 'ltr'],
    ['zh-CN', '登录', 'ltr'],
    ['zh-TW', '登入', 'ltr'],
    ['pt-PT', 'Entrar', 'ltr'],
    ['ar', 'تسجيل الدخول', 'rtl'],
    ['nl', 'Sign in', 'ltr'],
  ])('is the one that the browser asks for, with no other catalogue fetched: %s', async (locale, title, direction) => {
    const page = await stage.open('/login', { locale });
    await heading(page, title);
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(direction);
    const catalogues = languages.map(({ tag }) => `/rekey/${tag}-`);
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

describe('a switch of the language', () => {
  it('changes all that any state of any screen says, errors included, fits a small screen, and loses nothing typed', async () => {
    const page = await stage.open('/login');
    const found: string[] = [];
    const choose = (language: string) =>
      page.context().addCookies([{ name: 'language', value: language, url: stage.origin }]);
    for (const state of states) {
      await choose('ja');
      await reach(page, state);
      await isTold(page);
      const expected = await everythingSaid(page);
      const problems = [...(await tooWide(page)), ...(await brokenWords(page))];
      found.push(...problems.map(problem => `${state.name}: ${problem}`));
      await choose('en');
      await reach(page, state);
      const before = await typed(page);
      await page.locator('.language select').selectOption('ja');
      await page.locator('html[lang=ja]').waitFor();
      await expect.poll(() => everythingSaid(page), { message: state.name }).toEqual(expected);
      expect(await typed(page), state.name).toEqual(before);
    }
    expect(found).toEqual([]);
  });

  it('is told where its words do not come, and is done once the browser is online', async () => {
    const page = await stage.open('/login');
    await page.getByLabel('Email address').fill('ada@example.com');
    await page.context().setOffline(true);
    await page.getByLabel('Language').selectOption('Deutsch');
    await page.getByRole('alert').filter({ hasText: 'Part of this page could not be loaded' }).waitFor();
    await page.context().setOffline(false);
    await heading(page, 'Anmelden');
    expect(await page.locator('#email').inputValue()).toBe('ada@example.com');
  });

  it('changes the server’s sentences, to a language and back', async () => {
    const page = await stage.open(await haveResetLink(stage, await haveAccount(stage)));
    await page.locator('#new-password').fill('vq8 zrt mu4x');
    await press(page, 'Save new password');
    const alert = page.getByRole('alert');
    expect(await alert.textContent()).toContain('Use at least 15 characters.');
    for (const [language, sentence] of [
      ['zh-Hant', '請使用至少 15 個字元。'],
      ['ar', 'استخدم 15 حرفًا على الأقل.'],
      ['en', 'Use at least 15 characters.'],
    ] as const) {
      await page.locator('.language select').selectOption(language);
      await page.locator(`html[lang=${language}]`).waitFor();
      await expect.poll(() => alert.textContent()).toContain(sentence);
    }
    expect(await page.locator('#new-password').inputValue()).toBe('vq8 zrt mu4x');
  });
});

describe('a page in Arabic', () => {
  it('shows what is typed in the direction of its own letters', async () => {
    const page = await stage.open('/login', { locale: 'ar' });
    expect(await directionOf(page, '#email', 'ada@')).toBe('ltr');
    await page.locator('.input-toggle').click();
    expect(await directionOf(page, '#password', 'plum 71!')).toBe('ltr');
    expect(await directionOf(page, '#password', 'برقوق 71!')).toBe('rtl');
    await page.locator('.language select').selectOption('en');
    await page.locator('html[lang=en]').waitFor();
    expect(await directionOf(page, '#password', 'برقوق 71!')).toBe('rtl');
  });
});

describe('a prerendered page', () => {
  it.each(['en-GB', 'ja-JP', 'en-US@posix'])(
    'is hydrated as it is, and keeps what was typed before: %s',
    async locale => {
      const context = await stage.browser.newContext({ locale, baseURL: stage.origin });
      const page = await context.newPage();
      const held = await holdBack(page, '**/rekey/*.js');
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
