import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isHydrated, type Stage, setStage } from './stage.ts';
import { haveAccount, haveResetLink, heading, holdBack, otherPassword, press, signIn } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

const SCRIPTS = '**/rekey/*.js';

const pathOf = (page: Page) => new URL(page.url()).pathname;

/** Waits until what is carried waits for the link of an email, which is done with the answer to a request for one. */
const isKept = (page: Page) => page.waitForFunction(() => localStorage.getItem('rekey:carried'));

/** The sign-in page of a person who is signed in, to whom the server has not said so yet. */
async function openLoginSignedIn() {
  const address = await haveAccount(stage);
  const page = await stage.open('/login');
  await signIn(page, address);
  await heading(page, 'Your account');
  const held = await holdBack(page, '**/graphql');
  await page.goto('/login');
  await isHydrated(page);
  await expect.poll(() => held.requests).toBe(1);
  return { page, held };
}

describe('an answer that comes when the person is on another page', () => {
  it('keeps what was sent, and leads nowhere', async () => {
    const page = await stage.open('/password-reset');
    await page.getByLabel('Email address').fill('unknown@example.com');
    const held = await holdBack(page, '**/graphql');
    await press(page, 'Email me a link');
    await page.getByRole('link', { name: 'Back to sign in' }).click();
    await heading(page, 'Sign in');
    await page.getByLabel('Password', { exact: true }).focus();
    held.release();
    await isKept(page);
    expect(pathOf(page)).toBe('/login');
    expect(await page.evaluate(() => [document.activeElement?.id, history.state])).toEqual(['password', null]);
  });

  it('leads nowhere while the code of that page is loading', async () => {
    const page = await stage.open('/password-reset');
    await page.getByLabel('Email address').fill('unknown@example.com');
    const [answer, code] = [await holdBack(page, '**/graphql'), await holdBack(page, SCRIPTS)];
    await press(page, 'Email me a link');
    await page.getByRole('link', { name: 'Back to sign in' }).click();
    expect(pathOf(page)).toBe('/login');
    answer.release();
    await isKept(page);
    expect(pathOf(page)).toBe('/login');
    code.release();
    await heading(page, 'Sign in');
  });

  it('does not take a person back from there who is signed in', async () => {
    const { page, held } = await openLoginSignedIn();
    const code = await holdBack(page, SCRIPTS);
    await page.getByRole('link', { name: 'Create an account' }).click();
    const answered = page.waitForResponse('**/graphql');
    held.release();
    await (await answered).finished();
    code.release();
    await heading(page, 'Create your account');
  });

  it('does not ask a person there to sign in whose session has ended', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/login');
    await signIn(page, address);
    await page.getByRole('button', { name: 'Download my data' }).waitFor();
    await page.context().clearCookies();
    const [answer, code] = [await holdBack(page, '**/graphql'), await holdBack(page, SCRIPTS)];
    await press(page, 'Download my data');
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    const answered = page.waitForResponse('**/graphql');
    answer.release();
    await (await answered).finished();
    code.release();
    await heading(page, 'Reset your password');
  });
});

describe('a form whose answer leads to another page', () => {
  it('stays busy until that page is there, and can be sent again by a person who comes back', async () => {
    const page = await stage.open('/password-reset');
    await page.getByLabel('Email address').fill('unknown@example.com');
    const [answer, code] = [await holdBack(page, '**/graphql'), await holdBack(page, SCRIPTS)];
    answer.release();
    await press(page, 'Email me a link');
    await expect.poll(() => pathOf(page)).toBe('/password-reset/done');
    const busy = page.getByRole('button', { name: 'Sending…' });
    expect(await busy.getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Enter');
    await busy.click({ force: true });
    expect(answer.requests).toBe(1);
    await page.goBack();
    await page.getByRole('button', { name: 'Email me a link' }).waitFor();
    code.release();
    await press(page, 'Email me a link');
    await heading(page, 'Check your email');
    expect(answer.requests).toBe(2);
  });

  it('saves a new password once', async () => {
    const page = await stage.open(await haveResetLink(stage, await haveAccount(stage)));
    await page.getByLabel('New password', { exact: true }).fill(otherPassword);
    const code = await holdBack(page, SCRIPTS);
    await press(page, 'Save new password');
    await expect.poll(() => pathOf(page)).toBe('/password-reset-complete');
    await page.getByRole('button', { name: 'Saving…' }).click({ force: true });
    code.release();
    await heading(page, 'Your password is changed');
  });

  it('signs in once, while the browser goes to the page that was asked for', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/login?next=/checkout');
    // It takes its time: the browser stays where it is until something comes.
    const asked: string[] = [];
    await page.route('**/checkout', route => {
      asked.push(route.request().url());
      return route.fulfill({ status: 204 });
    });
    const signIns = () => page.log.requests.filter(request => request.postData()?.includes('"Login"')).length;
    await signIn(page, address);
    await expect.poll(() => asked.length).toBe(1);
    const busy = page.getByRole('button', { name: 'Signing in…' });
    expect(await busy.getAttribute('aria-disabled')).toBe('true');
    await page.getByLabel('Password', { exact: true }).press('Enter');
    await busy.click({ force: true });
    expect([signIns(), asked.length]).toEqual([1, 1]);
  });
});
