import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isHydrated, type Stage, setStage } from './stage.ts';
import {
  askForReset,
  goodPassword,
  haveAccount,
  haveRegistrationLink,
  haveResetLink,
  heading,
  newAddress,
  otherPassword,
  press,
  signIn,
} from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** Answers requests as the server does, in a browser that refuses its cookies. */
async function keepNoCookie(page: Page): Promise<void> {
  await page.route('**/graphql', async route => {
    const request = route.request();
    const answer = await fetch(request.url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: request.postData(),
    });
    await route.fulfill({ status: answer.status, contentType: 'application/json', body: await answer.text() });
  });
}

describe('a person who is signed in', () => {
  it("is told whose account it is on another account's link, and goes on after signing out", async () => {
    const [ada, berta] = [await haveAccount(stage), await haveAccount(stage)];
    const page = await stage.open('/login');
    await signIn(page, ada);
    await heading(page, 'Your account');

    await page.goto(await haveResetLink(stage, berta));
    const notice = page.getByRole('status').filter({ hasText: `signed in as ${ada}` });
    await notice.waitFor();
    await page.getByLabel('New password', { exact: true }).fill(otherPassword);
    await press(page, 'Save new password');
    await heading(page, 'Your password is changed');
    await notice.waitFor();
    await press(page, 'Sign out and go on');
    await notice.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, berta, otherPassword);
    await page.getByRole('heading', { level: 2, name: berta }).waitFor();
  });

  it('keeps the link through signing out, and is not told later that a session has ended', async () => {
    const [ada, berta] = [await haveAccount(stage), await haveAccount(stage)];
    const page = await stage.open('/login');
    await signIn(page, ada);
    await page.getByRole('heading', { level: 2, name: ada }).waitFor();
    await page.goto(await haveResetLink(stage, berta));
    // As Clear-Site-Data does under https.
    await page.route('**/graphql', async route => {
      const response = await route.fetch();
      if (route.request().postData()?.includes('"Logout"')) await page.evaluate(() => sessionStorage.clear());
      await route.fulfill({ response });
    });
    const notice = page.getByRole('status').filter({ hasText: `signed in as ${ada}` });
    await press(page, 'Sign out and go on');
    await notice.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByLabel('New password', { exact: true }).fill(otherPassword);
    await press(page, 'Save new password');
    await heading(page, 'Your password is changed');
    await page.getByRole('link', { name: 'Rekey, to your account' }).click();
    await heading(page, 'Sign in');
    expect(await page.locator('main').textContent()).not.toContain('Your session has ended');
  });

  it('is told so when registering another address, before the mail and behind its link', async () => {
    const ada = await haveAccount(stage);
    const page = await stage.open('/login');
    await signIn(page, ada);
    await heading(page, 'Your account');
    for (const path of ['/register', await haveRegistrationLink(stage, newAddress())]) {
      await page.goto(path);
      await page
        .getByRole('status')
        .filter({ hasText: `signed in as ${ada}` })
        .waitFor();
    }
  });

  it("is told nothing of the kind on the account's own link", async () => {
    const ada = await haveAccount(stage);
    const page = await stage.open('/login');
    await signIn(page, ada);
    await heading(page, 'Your account');
    await page.goto(await haveResetLink(stage, ada));
    await page.locator('#new-password').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.locator('main').textContent()).not.toContain('signed in as');
  });

  it('is told that the session has ended, whether a button is pressed or the page is opened again', async () => {
    const ada = await haveAccount(stage);
    const [page, other, third] = await Promise.all([1, 2, 3].map(() => stage.open('/login')));
    if (!page || !other || !third) throw new Error('three browsers are needed');
    for (const browser of [page, other, third]) {
      await signIn(browser, ada);
      await heading(browser, 'Your account');
      await browser.locator('.rows').first().waitFor();
    }
    await page.reload();
    await press(page, 'Sign out all others');
    await page.getByText('All other devices are signed out').waitFor();

    await other.getByRole('button', { name: 'Sign out all others' }).click();
    await other.getByText('Your session has ended').waitFor();
    await third.goto('/account');
    await third.getByText('Your session has ended').waitFor();

    await press(page, 'Sign out');
    await page.getByText('You are signed out').waitFor();
    await page.goto('/account');
    await heading(page, 'Sign in');
    expect(await page.locator('main').textContent()).not.toContain('Your session has ended');
  });
});

describe('an account page that is looked at again after another tab was used', () => {
  const openAccount = async (address: string) => {
    const page = await stage.open('/login');
    await signIn(page, address);
    await page.getByRole('heading', { level: 2, name: address }).waitFor();
    const tab = await page.context().newPage();
    await tab.goto('/account');
    await tab.getByRole('heading', { level: 2, name: address }).waitFor();
    return { page, tab };
  };
  // A headless browser shows all of its pages.
  const lookAgain = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

  it('shows the account that the other tab has signed in to, so that nothing is pressed in vain', async () => {
    const [ada, berta] = [await haveAccount(stage), await haveAccount(stage)];
    const { page, tab } = await openAccount(ada);
    await press(tab, 'Sign out');
    await tab.getByText('You are signed out').waitFor();
    await signIn(tab, berta);
    await tab.getByRole('heading', { level: 2, name: berta }).waitFor();
    await lookAgain(page);
    await page.getByRole('heading', { level: 2, name: berta }).waitFor();
  });

  it('asks to sign in again, and says why, where the other tab has signed out', async () => {
    const { page, tab } = await openAccount(await haveAccount(stage));
    await press(tab, 'Sign out');
    await tab.getByText('You are signed out').waitFor();
    await lookAgain(page);
    await page.getByText('Your session has ended').waitFor();
  });

  it('keeps what is typed where nothing has changed', async () => {
    const { page } = await openAccount(await haveAccount(stage));
    await page.getByLabel('Current password').fill(goodPassword);
    const answered = page.waitForResponse('**/graphql');
    await lookAgain(page);
    await (await answered).finished();
    expect(await page.getByLabel('Current password').inputValue()).toBe(goodPassword);
  });
});

describe('a right password whose session the browser does not keep', () => {
  it('is told apart from a wrong one, with what to do', async () => {
    const ada = await haveAccount(stage);
    const page = await stage.open('/login');
    await keepNoCookie(page);
    await signIn(page, ada);
    const notice = page.getByRole('alert').filter({ hasText: 'Your password is right, but you are not signed in' });
    await notice.waitFor();
    expect(await notice.textContent()).toContain('Allow cookies for this site');
    expect(await page.getByLabel('Email address').inputValue()).toBe(ada);
  });

  it('leads to the address of PUBLIC_URL where the site was opened under another', async () => {
    const ada = await haveAccount(stage);
    const page = await stage.open('/register');
    await keepNoCookie(page);
    await page.route('**/login', async route => {
      const response = await route.fetch();
      const body = await response.text();
      await route.fulfill({
        response,
        body: body.replace('content="{', 'content="{&quot;origin&quot;:&quot;https://login.example.com&quot;,'),
      });
    });
    await page.goto('/login');
    await isHydrated(page);
    await signIn(page, ada);
    const link = page.getByRole('alert').getByRole('link', { name: 'https://login.example.com' });
    expect(await link.getAttribute('href')).toBe('https://login.example.com/login');
  });
});

describe('what was typed', { tags: ['pages-carried'] }, () => {
  it('goes along: the address from sign-in to the mail, to a new address, to a new link and back to sign-in', async () => {
    const ada = await haveAccount(stage);
    const page = await stage.open('/login');
    await page.getByLabel('Email address').fill('adda@example.com');
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await heading(page, 'Reset your password');
    expect(await page.getByLabel('Email address').inputValue()).toBe('adda@example.com');
    await press(page, 'Email me a link');
    await heading(page, 'Check your email');
    await page.getByRole('link', { name: 'Change it' }).click();
    await heading(page, 'Reset your password');
    expect(await page.getByLabel('Email address').inputValue()).toBe('adda@example.com');
    await page.getByLabel('Email address').fill(ada);
    await page.goBack();
    await page.goForward();
    await expect.poll(() => page.getByLabel('Email address').inputValue()).toBe(ada);
    await press(page, 'Email me a link');
    await heading(page, 'Check your email');

    const tab = await page.context().newPage();
    await tab.goto(await stage.linkTo('password-reset-confirm', ada));
    await tab.getByLabel('New password', { exact: true }).fill(otherPassword);
    await press(tab, 'Save new password');
    await heading(tab, 'Your password is changed');
    await tab.getByRole('link', { name: 'Sign in' }).click();
    await heading(tab, 'Sign in');
    expect(await tab.getByLabel('Email address').inputValue()).toBe(ada);
    await tab.getByLabel('Password', { exact: true }).fill(otherPassword);
    await press(tab, 'Sign in');
    await heading(tab, 'Your account');
    expect(await tab.evaluate(() => localStorage.getItem('rekey:carried'))).toBeNull();
    for (const browser of [page, tab]) expect(browser.url()).not.toContain('example.com');
  });

  it('goes along: the page that was asked for, over the mail, to the person who asked for it', async () => {
    const address = newAddress();
    const page = await stage.open('/login?next=/account%23sessions');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Email address').fill(address);
    await press(page, 'Email me a link');
    await heading(page, 'Confirm your email address');
    const mail = await stage.mail.nextTo(address);
    expect(mail.text).not.toContain('sessions');

    const tab = await page.context().newPage();
    await tab.goto(/(\/register-confirm\/\S+)/.exec(mail.text ?? '')?.[1] ?? '');
    await tab.getByLabel('New password', { exact: true }).fill(goodPassword);
    await press(tab, 'Create account');
    await heading(tab, 'Your account is ready');
    await tab.getByRole('link', { name: 'Sign in' }).click();
    expect(await tab.getByLabel('Email address').inputValue()).toBe(address);
    await tab.getByLabel('Password', { exact: true }).fill(goodPassword);
    await press(tab, 'Sign in');
    await heading(tab, 'Your account');
    expect(new URL(tab.url()).hash).toBe('#sessions');
  });

  it('stays with the person: another browser that opens the link is asked anew', async () => {
    const ada = await haveAccount(stage);
    const page = await stage.open('/login');
    const path = await askForReset(stage, page, ada);
    const other = await stage.open(path);
    await heading(other, 'Choose a new password');
    await other.goto('/login');
    await isHydrated(other);
    expect(await other.getByLabel('Email address').inputValue()).toBe('');
  });
});

describe('a page that the browser has kept for the way back', () => {
  it('is loaded again, and shows neither what was typed nor an account that has been signed out', async () => {
    const page = await stage.open('/login');
    await page.getByLabel('Password', { exact: true }).fill(goodPassword);
    await Promise.all([
      page.waitForEvent('load'),
      page.evaluate(() => void dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))),
    ]);
    await isHydrated(page);
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
  });
});

describe('a spent link', () => {
  it('offers sign-in first, with the address that was typed, and a new link second', async () => {
    const ada = await haveAccount(stage);
    const page = await stage.open('/login');
    const path = await askForReset(stage, page, ada);
    await page.goto(path);
    await page.getByLabel('New password', { exact: true }).fill(otherPassword);
    await press(page, 'Save new password');
    await heading(page, 'Your password is changed');
    await page.goto(path);
    await heading(page, 'This link no longer works');
    const ways = await page.locator('main').getByRole('link').allTextContents();
    expect(ways).toEqual(['Sign in', 'Send me a new link']);
    await page.getByRole('link', { name: 'Send me a new link' }).click();
    await heading(page, 'Reset your password');
    expect(await page.getByLabel('Email address').inputValue()).toBe(ada);
  });
});
