import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isHydrated, type Stage, setStage } from './stage.ts';
import {
  goodPassword,
  haveAccount,
  haveResetLink,
  heading,
  newAddress,
  otherPassword,
  press,
  signIn,
} from './steps.ts';

const SHOP = 'https://shop.example.com';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({
    HOME_URL: '/home',
    NEXT_ORIGINS: `${SHOP},https://xn--bcher-kva.example`,
    BRAND_NAME: 'Acme',
  });
});
afterAll(() => stage.close());

/** Opens a page in a new browser, in which a product owns the rest of the origin, and every other origin. */
async function open(path: string) {
  const page = await stage.open('/register');
  const context = page.context();
  const contentType = 'text/html';
  for (const own of ['/checkout', '/home']) {
    await context.route(`${stage.origin}${own}*`, route => route.fulfill({ contentType, body: `<h1>${own}</h1>` }));
  }
  await context.route(
    url => url.origin !== stage.origin,
    route => route.fulfill({ contentType, body: `<h1>${new URL(route.request().url()).host}</h1>` }),
  );
  await page.goto(path);
  await isHydrated(page);
  return page;
}

/** Creates an account behind the link of the newest email, in a tab of its own, and signs in. */
async function finishRegistration(tab: Page, address: string): Promise<void> {
  await tab.goto(await stage.linkTo('register-confirm', address));
  await tab.getByLabel('New password', { exact: true }).fill(goodPassword);
  await press(tab, 'Create account');
  await heading(tab, 'Your account is ready');
  await tab.getByRole('link', { name: 'Sign in' }).click();
  await heading(tab, 'Sign in');
  await signIn(tab, address);
}

const carriedIn = (page: Page) =>
  page.evaluate(() => [localStorage.getItem('rekey:carried'), sessionStorage.getItem('rekey:carried')]);

describe('the page that was asked for', () => {
  it('is where a person arrives who registers, by way of the mail, in the same browser, and is used once', {
    tags: ['pages-carried'],
  }, async () => {
    const address = newAddress();
    const page = await open('/login?next=/checkout%3Fstep%3D2%23pay');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Email address').fill(address);
    await press(page, 'Email me a link');
    await heading(page, 'Confirm your email address');

    const tab = await page.context().newPage();
    await finishRegistration(tab, address);
    await heading(tab, '/checkout');
    expect(tab.url()).toBe(`${stage.origin}/checkout?step=2#pay`);

    for (const own of [page, tab]) {
      await own.context().clearCookies();
      await own.goto('/login');
      await isHydrated(own);
      expect(await carriedIn(own)).toEqual([null, null]);
    }
    await signIn(page, address);
    await heading(page, '/home');
  });

  it('is HOME_URL in another browser, since the mail does not tell it', { tags: ['pages-carried'] }, async () => {
    const address = newAddress();
    const page = await open('/register?next=/checkout');
    await page.getByLabel('Email address').fill(address);
    await press(page, 'Email me a link');
    await heading(page, 'Confirm your email address');
    const other = await open('/register');
    await finishRegistration(other, address);
    await heading(other, '/home');
  });

  it('goes along through a reset as well, and when the email is sent again', async () => {
    const address = await haveAccount(stage);
    const page = await open('/login?next=/checkout');
    // Before the countdown begins: a timer of the real clock could not be cleared any more, and would take it back.
    await page.clock.install();
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await page.getByLabel('Email address').fill(address);
    await press(page, 'Email me a link');
    await heading(page, 'Check your email');
    await page.clock.fastForward('50:00');
    await press(page, 'Send it again');
    await page.getByText('Sent again').waitFor();
    // The first link has expired by then, and the second has not.
    await page.context().clock.setFixedTime(Date.now() + 80 * 60_000);
    const tab = await page.context().newPage();
    await stage.linkTo('password-reset-confirm', address);
    await tab.goto(await stage.linkTo('password-reset-confirm', address));
    await tab.getByLabel('New password', { exact: true }).fill(otherPassword);
    await press(tab, 'Save new password');
    await heading(tab, 'Your password is changed');
    await tab.getByRole('link', { name: 'Sign in' }).click();
    await heading(tab, 'Sign in');
    await signIn(tab, address, otherPassword);
    await heading(tab, '/checkout');
  });

  it('is forgotten when the link has expired, in the tab that asked for it too', async () => {
    const address = await haveAccount(stage);
    const page = await open('/password-reset?next=/checkout');
    await page.getByLabel('Email address').fill(address);
    await press(page, 'Email me a link');
    await heading(page, 'Check your email');
    await page.context().clock.setFixedTime(Date.now() + 61 * 60_000);
    const tab = await page.context().newPage();
    for (const own of [page, tab]) {
      await own.goto('/login');
      await isHydrated(own);
      await signIn(own, address);
      await heading(own, '/home');
      await own.context().clearCookies();
    }
  });

  it('is where a person who is signed in already is led, without a way back into the form', async () => {
    const address = await haveAccount(stage);
    const page = await open('/login');
    await signIn(page, address);
    await heading(page, '/home');
    await page.goto('/login?next=/checkout');
    await heading(page, '/checkout');
    await page.goBack();
    await heading(page, '/home');
  });

  it('takes the place of the form, to which no way leads back', async () => {
    const address = await haveAccount(stage);
    const page = await open('/register');
    await page.goto('/login?next=/checkout');
    await isHydrated(page);
    await signIn(page, address);
    await heading(page, '/checkout');
    await page.goBack();
    await heading(page, 'Create your account');
    await page.goForward();
    await heading(page, '/checkout');
  });

  it('is one of our own pages by the router, and never the sign-in page again', async () => {
    const address = await haveAccount(stage);
    const page = await open('/login?next=/account%23sessions');
    await page.evaluate(() => Object.assign(window, { same: true }));
    await signIn(page, address);
    await heading(page, 'Your account');
    expect([page.url(), await page.evaluate('window.same')]).toEqual([`${stage.origin}/account#sessions`, true]);
    await page.goto('/login?next=/login');
    await heading(page, '/home');
  });

  it('may be on an origin that NEXT_ORIGINS lists', async () => {
    const address = await haveAccount(stage);
    const page = await open(`/login?next=${encodeURIComponent(`${SHOP}/cart?id=1#x`)}`);
    await signIn(page, address);
    await heading(page, 'shop.example.com');
    expect(page.url()).toBe(`${SHOP}/cart?id=1#x`);
  });

  it('is never on another origin, however close its spelling is', { tags: ['login-next'] }, async () => {
    const address = await haveAccount(stage);
    const page = await open('/login');
    for (const next of [
      '//evil.example',
      '/%5Cevil.example',
      '/%09/evil.example',
      '%2F%2Fevil.example',
      '/..//evil.example',
      'https://evil.example',
      'https://shop.example.com.evil.example/',
      'https://shop.example.com@evil.example/',
      'https://shop.example.com%5C@evil.example/',
      'https://shop.example.com:8443/',
      'https://evil-shop.example.com/',
      'https://shop.example.com./',
      'http://shop.example.com/',
      'https://%EF%BD%93hop.example.com/',
      'https://sh%D0%BEp.example.com/',
      'https://shop.example.com%E3%80%82evil.example/',
      'javascript:location=%22https://evil.example%22',
    ]) {
      await page.context().clearCookies();
      await page.goto(`/login?next=${next}`);
      await isHydrated(page);
      await signIn(page, address);
      await heading(page, '/home');
      expect(page.url(), next).toBe(`${stage.origin}/home`);
    }
  });
});

describe('HOME_URL', () => {
  it('is where the mark leads, and a way to continue on the account and both complete pages', async () => {
    const address = await haveAccount(stage);
    const page = await open('/login');
    const mark = page.getByRole('banner').getByRole('link', { name: 'Acme, home page' });
    expect(await mark.getAttribute('href')).toBe('/home');
    await signIn(page, address);
    await heading(page, '/home');
    const onward = page.getByRole('main').getByRole('link', { name: 'Continue to Acme' });
    for (const path of ['/account', '/register-complete', '/password-reset-complete']) {
      await page.goto(path);
      expect(await onward.getAttribute('href')).toBe('/home');
    }
    await onward.click();
    await heading(page, '/home');
    await page.goto('/account');
    await mark.click();
    await heading(page, '/home');

    await page.goto(await haveResetLink(stage, address));
    await page.getByLabel('New password', { exact: true }).fill(otherPassword);
    await press(page, 'Save new password');
    await heading(page, 'Your password is changed');
    await onward.click();
    await heading(page, '/home');
    expect(page.log.errors).toEqual([]);
  });
});
