import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pagePaths } from '../src/paths.ts';
import { type Stage, setStage } from './stage.ts';
import { goodPassword, haveAccount, haveResetLink, heading, holdBack, press } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** Opens a page whose scripts have not come yet. */
async function openEarly(path: string, locale = 'en-GB') {
  const context = await stage.browser.newContext({ locale, baseURL: stage.origin });
  const page = await context.newPage();
  const held = await holdBack(page, '**/rekey/*.js');
  await page.goto(path, { waitUntil: 'commit' });
  await page.locator('h1').waitFor();
  return { page, held };
}

describe('before its script is there, a page', { tags: ['pages-alive'] }, () => {
  it('holds a form that is sent with Enter, and sends it once', async () => {
    const address = await haveAccount(stage);
    const { page, held } = await openEarly('/login?next=/account');
    await page.locator('#email').fill(address);
    await page.locator('#password').fill(goodPassword);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    const sent: string[] = [];
    page.on('request', request => sent.push(request.postData() ?? ''));
    held.release();
    await heading(page, 'Your account');
    expect(sent.filter(body => body.includes('"Login"')).length).toBe(1);
  });

  it('holds a form that is sent with its button, and says what is missing in it', async () => {
    const { page, held } = await openEarly('/password-reset');
    await press(page, 'Email me a link');
    held.release();
    await page.getByRole('alert').filter({ hasText: 'Enter your email address' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/password-reset');
  });

  it('lets the address that is typed go along to the next page', { tags: ['pages-carried'] }, async () => {
    const { page, held } = await openEarly('/login');
    await page.locator('#email').fill('typed@example.com');
    held.release();
    await page.locator('html[data-hydrated]').waitFor();
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await heading(page, 'Reset your password');
    expect(await page.getByLabel('Email address').inputValue()).toBe('typed@example.com');
    await page.context().close();
  });

  it('holds what was typed where the page is rendered anew', async () => {
    const address = await haveAccount(stage);
    const { page, held } = await openEarly('/login');
    // As where the language has been switched in another tab meanwhile.
    await page.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet.
      document.cookie = 'language=de; Path=/';
    });
    await page.locator('#email').fill(address);
    await page.locator('#password').fill(goodPassword);
    await page.keyboard.press('Enter');
    held.release();
    await heading(page, 'Ihr Konto');
  });

  it('holds a press of a button that is no form', async () => {
    const { page, held } = await openEarly('/password-reset-revoke/abc/def');
    await press(page, "It wasn't me");
    held.release();
    await heading(page, 'This link is not complete');
  });
});

describe('where scripts are blocked, a page', { tags: ['pages-alive'] }, () => {
  it('says so, in place of what needs them', async () => {
    const context = await stage.browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
    const page = await context.newPage();
    for (const path of [...pagePaths, '/nothing']) {
      await page.goto(`${stage.origin}${path}`);
      const told = page.getByText('This page needs JavaScript.');
      expect(await told.isVisible(), path).toBe(true);
      expect(await page.locator('button:visible, select:visible').count(), path).toBe(0);
      const above = await told.evaluate(element => {
        const form = document.querySelector('form');
        return !form || element.compareDocumentPosition(form) === Node.DOCUMENT_POSITION_FOLLOWING;
      });
      expect(above, path).toBe(true);
    }
    await context.close();
  });

  it('does not send a form', async () => {
    const context = await stage.browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(`${stage.origin}/login`);
    const requests: string[] = [];
    page.on('request', request => requests.push(request.method()));
    await page.locator('#email').fill('typed@example.com');
    await page.keyboard.press('Enter');
    await page.locator('#password').fill('typed too');
    await page.keyboard.press('Enter');
    expect(await page.locator('#email').inputValue()).toBe('typed@example.com');
    expect(requests).toEqual([]);
    await context.close();
  });

  it('does not go on checking a link, and leaves it as it is', async () => {
    const path = await haveResetLink(stage, await haveAccount(stage));
    const context = await stage.browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(`${stage.origin}${path}`);
    await page.getByText('This page needs JavaScript.').waitFor();
    expect(await page.getByText('Checking your link').isVisible()).toBe(false);
    expect(new URL(page.url()).pathname).toBe(path);
    await heading(await stage.open(path), 'Choose a new password');
    await context.close();
  });
});
