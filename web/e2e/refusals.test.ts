import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, setStage } from './stage.ts';
import { goodPassword, haveAccount, haveResetLink, heading, holdBack, press, signIn } from './steps.ts';

let stage: Stage;
let strict: Stage;
beforeAll(async () => {
  [stage, strict] = await Promise.all([setStage(), setStage({ RATE_LIMITS: 'on' })]);
});
afterAll(async () => {
  await stage.close();
  await strict.close();
});

/** The visible text of an element, without hidden text that only keeps its space. */
function visibleText(page: Page, selector: string): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: textContent contains hidden text as well.
  return page.locator(selector).innerText();
}

/** The description that screen readers get of a field in error. */
async function errorOf(page: Page, field: string): Promise<string> {
  const input = page.locator(`[name="${field}"]`);
  expect(await input.getAttribute('aria-invalid')).toBe('true');
  const ids = (await input.getAttribute('aria-describedby'))?.split(' ') ?? [];
  const texts = await Promise.all(ids.map(id => visibleText(page, `#${id}`)));
  return texts.join(' ');
}

/** A page on which a new password has been refused. */
async function refusedPassword(password: string): Promise<Page> {
  const page = await stage.open(await haveResetLink(stage, await haveAccount(stage)));
  await page.locator('#new-password').fill(password);
  await press(page, 'Save new password');
  await page.getByRole('alert').waitFor();
  return page;
}

const ruleStates = (page: Page) =>
  page.locator('.rules li').evaluateAll(lines => lines.map(line => line.getAttribute('data-state')));

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.className);

describe('a refused form', () => {
  it('says at the field what is missing, moves the focus there, and says so in the title until it is fixed', async () => {
    const page = await stage.open('/login');
    await press(page, 'Sign in');
    await expect.poll(() => page.title()).toBe('Error: Sign in · Rekey');
    expect(await errorOf(page, 'email')).toBe('Enter your email address');
    expect(await errorOf(page, 'password')).toBe('Enter your password');
    expect(await focused(page)).toBe('email');
    expect(await page.locator('.notice').count(), 'a box that says it again').toBe(0);
    await page.getByLabel('Email address').fill('ada@example.com');
    expect(await page.title()).toBe('Error: Sign in · Rekey');
    await page.getByLabel('Password', { exact: true }).fill('a password');
    await expect.poll(() => page.title()).toBe('Sign in · Rekey');
    await page.getByLabel('Password', { exact: true }).fill('');
    await expect.poll(() => page.title()).toBe('Error: Sign in · Rekey');
  });

  it('keeps what was typed when the password is wrong, and does not tell which of the two is', async () => {
    const page = await stage.open('/login');
    await signIn(page, 'unknown@example.com', 'some wrong password');
    await page.getByRole('alert').filter({ hasText: 'Wrong email address or password' }).waitFor();
    expect(await page.getByLabel('Email address').inputValue()).toBe('unknown@example.com');
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('some wrong password');
    expect(await focused(page)).toBe('password');
    expect(await page.title()).toBe('Error: Sign in · Rekey');
  });

  it.each([
    ['/password-reset', 'Reset your password'],
    ['/register', 'Create your account'],
  ])('at %s explains what an email address looks like', async (path, title) => {
    const page = await stage.open(path);
    await page.getByLabel('Email address').fill('not an address');
    await press(page, 'Email me a link');
    await page.getByRole('alert').waitFor();
    expect(await errorOf(page, 'email')).toContain('name@example.com');
    expect(await page.title()).toBe(`Error: ${title} · Rekey`);
    expect(await focused(page)).toBe('email');
  });

  it('names every broken rule of a new password, and leaves the link usable', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open(await haveResetLink(stage, address));
    await heading(page, 'Choose a new password');
    await press(page, 'Save new password');
    expect(await errorOf(page, 'new-password')).toContain('Enter a new password');
    await page.getByLabel('New password', { exact: true }).fill('12345678');
    await press(page, 'Save new password');
    await page.locator('.rules [data-state=broken]').nth(1).waitFor();
    expect(await errorOf(page, 'new-password')).toContain('This is one of the most used passwords');
    expect(await page.getByLabel('New password', { exact: true }).inputValue()).toBe('12345678');
    await page.getByLabel('New password', { exact: true }).fill(`${goodPassword} again`);
    await press(page, 'Save new password');
    await heading(page, 'Your password is changed');
  });

  it('names each problem of a new password once, and shows the rules that are in the way', async () => {
    const page = await refusedPassword('12345678');
    const text = await visibleText(page, 'main');
    expect(text.split('This is one of the most used passwords')).toHaveLength(2);
    expect(text).not.toContain('Choose a different password.');
    expect(await ruleStates(page)).toEqual(['broken', 'broken']);
    expect(await visibleText(page, '.rules')).toMatch(/8 of 15 characters[\s\S]*Not digits alone/);
  });

  it('leaves its button where it was, but for a line or two, however much is wrong with a new password', async () => {
    const viewport = { width: 375, height: 740 };
    const page = await stage.open(await haveResetLink(stage, await haveAccount(stage)), { viewport });
    const button = page.getByRole('button', { name: 'Save new password' });
    const top = () => button.evaluate(element => element.getBoundingClientRect().top + scrollY);
    await page.locator('#new-password').fill('12345678');
    const before = await top();
    await button.click();
    await page.locator('.rules [data-state=broken]').nth(1).waitFor();
    for (const password of ['12345678', `${goodPassword} again`]) {
      await page.locator('#new-password').fill(password);
      expect((await top()) - before).toBeLessThan(80);
      expect(await page.locator('s').count()).toBe(0);
    }
  });

  it('drops the problems of a new password that have been fixed, one after the other, and then says so', async () => {
    const page = await refusedPassword('12345678');
    const password = page.getByLabel('New password', { exact: true });
    await password.fill('a'.repeat(20));
    await expect.poll(() => errorOf(page, 'new-password')).toContain('Choose a different password.');
    expect(await ruleStates(page)).toEqual(['met', 'broken']);
    expect(await visibleText(page, '.rules')).not.toContain('digits');

    await password.fill(goodPassword);
    await page.getByText('Corrected', { exact: true }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await password.getAttribute('aria-invalid')).toBeNull();
    expect(await password.getAttribute('aria-describedby')).toBe(
      'new-password-hint new-password-length new-password-rule new-password-later',
    );
    expect(await visibleText(page, '#new-password-error')).toBe('Corrected');
    expect(await page.title()).toBe('Choose a new password · Rekey');
    expect(await ruleStates(page)).toEqual(['met', 'met']);

    await password.fill('12345678');
    await page.getByRole('alert').waitFor();
    expect(await errorOf(page, 'new-password')).toContain('most used passwords');
    expect(await ruleStates(page)).toEqual(['broken', 'broken']);
  });

  it('drops the problem of an empty field once it is filled in', async () => {
    const page = await stage.open('/login');
    await press(page, 'Sign in');
    await page.getByLabel('Email address').fill('ada@example.com');
    expect(await page.getByLabel('Email address').getAttribute('aria-invalid')).toBeNull();
    expect(await errorOf(page, 'password')).toBe('Enter your password');
    expect(await visibleText(page, '#email-error')).toBe('Corrected');
    expect(await page.getByRole('alert').allTextContents()).toEqual([expect.stringContaining('Enter your password')]);
  });

  it('on the account page tells a wrong current password from a weak new one', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/login');
    await signIn(page, address);
    const current = page.getByLabel('Current password');
    await current.waitFor();
    await press(page, 'Change password');
    expect(await errorOf(page, 'current-password')).toBe('Enter your current password');
    await current.fill('wrong');
    await page.getByLabel('New password', { exact: true }).fill(`${goodPassword} again`);
    await press(page, 'Change password');
    await page.getByRole('alert').filter({ hasText: 'This is not your current password' }).waitFor();
    await current.fill(goodPassword);
    await page.getByLabel('New password', { exact: true }).fill(address);
    await press(page, 'Change password');
    await page.locator('[name="new-password"][aria-invalid=true]').waitFor();
    expect(await page.title()).toBe('Error: Your account · Rekey');
  });
});

describe('a limit', () => {
  it('says how long to wait, keeps what was typed, and offers a reset by email', async () => {
    const page = await strict.open('/login');
    const limited = page.getByText('Please wait before you try again');
    for (let attempt = 0; attempt < 40 && !(await limited.isVisible()); attempt += 1) {
      await signIn(page, 'unknown@example.com', `wrong password ${attempt}`);
      await page.locator('button[type=submit]:not([aria-disabled])').waitFor();
      await page.locator('.notice').waitFor();
    }
    await limited.waitFor();
    expect(await page.getByRole('timer').textContent()).toMatch(/^\d+ (second|minute|hour)s?$/);
    expect(await page.getByLabel('Email address').inputValue()).toBe('unknown@example.com');

    await page.getByRole('link', { name: 'reset your password by email' }).click();
    await heading(page, 'Reset your password');
    expect(await page.getByLabel('Email address').inputValue()).toBe('unknown@example.com');
    await press(page, 'Email me a link');
    await heading(page, 'Check your email');
  });

  it('counts down, and says when it is over', async () => {
    const page = await stage.open('/login');
    const limited = { data: { login: { __typename: 'TooManyRequests', retryAfter: 50 } } };
    await page.route('**/graphql', route => route.fulfill({ json: limited }));
    await page.clock.install();
    await signIn(page, 'unknown@example.com', 'wrong');
    const left = async () => Number(/^(\d+) seconds?$/.exec((await page.getByRole('timer').textContent()) ?? '')?.[1]);
    const first = await left();
    expect(first).toBeLessThanOrEqual(50);
    await page.clock.runFor(5_000);
    await expect.poll(left).toBeLessThanOrEqual(first - 5);
    await page.clock.runFor(50_000);
    await page.getByText('You can try again now').waitFor();
  });
});

describe('a limit of a day or more', () => {
  it("is told in the API's own sentence, with a button that leads to a reset, and counts nothing down", async () => {
    const page = await stage.open('/login', { locale: 'de-DE' });
    const message = 'Es gab zu viele Versuche. Wählen Sie per E-Mail ein neues Passwort, um weiterzukommen.';
    const limited = { data: { login: { __typename: 'TooManyRequests', message, retryAfter: 87_600 * 3600 } } };
    await page.route('**/graphql', route => route.fulfill({ json: limited }));
    await page.locator('#email').fill('unknown@example.com');
    await page.locator('#password').fill('wrong');
    await page.locator('form button[type=submit]').click();
    await page.getByRole('status').filter({ hasText: message }).waitFor();
    expect(await page.getByRole('timer').count()).toBe(0);
    expect(await visibleText(page, 'main')).not.toMatch(/\d/);
    await page.unroute('**/graphql');
    await page.getByRole('link', { name: 'Neues Passwort wählen' }).click();
    await heading(page, 'Passwort zurücksetzen');
    expect(await page.locator('#email').inputValue()).toBe('unknown@example.com');
  });

  it.each([
    [2 * 3600 + 900, '3 hours'],
    [12 * 60, '12 minutes'],
  ])('is not: %i seconds are told as %s', async (retryAfter, words) => {
    const page = await stage.open('/login');
    await page.clock.install();
    const limited = { data: { login: { __typename: 'TooManyRequests', message: '', retryAfter } } };
    await page.route('**/graphql', route => route.fulfill({ json: limited }));
    await signIn(page, 'unknown@example.com', 'wrong');
    await page.getByRole('timer').filter({ hasText: words }).waitFor();
    await page.clock.fastForward(retryAfter * 1000);
    await page.getByText('You can try again now').waitFor();
  });
});

describe('a failed request', () => {
  it.each(['/login', '/register'])(
    'at %s is explained, loses nothing, and is over when trying again works',
    async path => {
      const page = await stage.open(path);
      await page.getByLabel('Email address').fill('ada@example.com');
      if (path === '/login') await page.getByLabel('Password', { exact: true }).fill('some wrong password');
      await page.context().setOffline(true);
      await page.locator('button[type=submit]').click();
      await page.getByRole('alert').filter({ hasText: 'You seem to be offline' }).waitFor();
      expect(await page.getByLabel('Email address').inputValue()).toBe('ada@example.com');
      await page.context().setOffline(false);
      await page.locator('button[type=submit]').click();
      await page
        .getByText(path === '/login' ? 'Wrong email address or password' : 'Confirm your email address')
        .waitFor();
    },
  );

  it('says that the server failed when it did', async () => {
    const page = await stage.open('/login');
    await page.route('**/graphql', route => route.fulfill({ status: 503, body: 'temporarily down' }));
    await signIn(page, 'ada@example.com');
    await page.getByRole('alert').filter({ hasText: 'Something went wrong on our side' }).waitFor();
    await page.unroute('**/graphql');
    await press(page, 'Sign in');
    await page.getByText('Wrong email address or password').waitFor();
  });

  it.each(['/password-reset-revoke/abc/def', '/login'])(
    'at %s is announced again when it happens again',
    async path => {
      const page = await stage.open(path);
      if (path === '/login') {
        await page.getByLabel('Email address').fill('ada@example.com');
        await page.getByLabel('Password', { exact: true }).fill('some wrong password');
      }
      await page.context().setOffline(true);
      const button = page.locator('main button.button-block');
      await button.click();
      const first = await page.getByRole('alert').elementHandle();
      await button.click();
      // What is announced is what comes: the text of the first failure would be the same.
      await first?.waitForElementState('hidden');
      await page.getByRole('alert').filter({ hasText: 'You seem to be offline' }).waitFor();
    },
  );

  it('says that what was typed is still here only where something was typed', async () => {
    const page = await stage.open('/login');
    await page.route('**/graphql', route => route.fulfill({ status: 503, body: 'temporarily down' }));
    await signIn(page, 'ada@example.com');
    await page.getByText('what you typed is still here').waitFor();
    for (const path of ['/password-reset-confirm/abc/def', '/register-confirm/abc/def', '/account']) {
      await page.goto(path);
      await page.getByRole('alert').filter({ hasText: 'Something went wrong on our side' }).waitFor();
      expect(await visibleText(page, 'main'), path).not.toContain('you typed');
    }
    await page.goto('/password-reset-revoke/abc/def');
    await press(page, "It wasn't me");
    await page.getByRole('alert').waitFor();
    expect(await visibleText(page, 'main')).not.toContain('you typed');
  });

  it('is told where the server never answers, and a link is not checked for ever', async () => {
    const page = await stage.open('/login');
    await page.clock.install();
    const held = await holdBack(page, '**/graphql');
    await page.goto('/password-reset-confirm/abc/def');
    await page.getByText('Checking your link…').waitFor();
    await expect.poll(() => held.requests).toBe(1);
    await page.clock.fastForward(60_000);
    await page.getByRole('alert').filter({ hasText: 'The server does not answer' }).waitFor();
    await expect.poll(() => focused(page)).toBe('');
    held.release();
    await press(page, 'Try again');
    await heading(page, 'This link is not complete');
  });

  it('does not stop a link from being checked again', async () => {
    const page = await stage.open('/login');
    await page.route('**/graphql', route => route.abort());
    await page.goto('/password-reset-confirm/abc/def');
    await page.getByText('You seem to be offline').waitFor();
    await page.unroute('**/graphql');
    await press(page, 'Try again');
    await heading(page, 'This link is not complete');
  });
});

describe('a button', () => {
  it('says what is going on while a request is pending, and cannot be pressed twice', async () => {
    const page = await stage.open('/login');
    const held = await holdBack(page, '**/graphql');
    await signIn(page, 'unknown@example.com', 'wrong');
    const button = page.getByRole('button', { name: 'Signing in…' });
    await button.waitFor();
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await button.click({ force: true });
    await page.keyboard.press('Enter');
    held.release();
    await page.getByText('Wrong email address or password').waitFor();
    expect(held.requests).toBe(1);
  });
});
