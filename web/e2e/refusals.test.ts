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
  it('says at the field and above what is missing, moves the focus there, and says so in the title', async () => {
    const page = await stage.open('/login');
    await press(page, 'Sign in');
    expect(await page.title()).toBe('Error: Sign in · Rekey');
    expect(await errorOf(page, 'email')).toBe('Enter your email address');
    expect(await errorOf(page, 'password')).toBe('Enter your password');
    expect(await focused(page)).toBe('email');
    const summary = page.getByRole('alert');
    expect(await summary.getByRole('link').allTextContents()).toEqual([
      'Enter your email address',
      'Enter your password',
    ]);
    await summary.getByRole('link', { name: 'Enter your password' }).click();
    expect(await focused(page)).toBe('password');
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
    const summary = page.getByRole('alert');
    await summary.getByRole('link').nth(2).waitFor();
    expect(await summary.getByRole('link').count()).toBeGreaterThanOrEqual(3);
    expect(await page.getByLabel('New password', { exact: true }).inputValue()).toBe('12345678');
    await page.getByLabel('New password', { exact: true }).fill(`${goodPassword} again`);
    await press(page, 'Save new password');
    await heading(page, 'Your password is changed');
  });

  it('names each problem of a new password once, and shows the rules that are in the way', async () => {
    const page = await refusedPassword('12345678');
    const text = await visibleText(page, 'main');
    for (const sentence of [
      'Choose a different password.',
      'Use at least 15 characters.',
      'Use more than digits alone.',
    ])
      expect(text.split(sentence)).toHaveLength(2);
    expect(await errorOf(page, 'new-password')).toContain('Choose a different password.');
    expect(await ruleStates(page)).toEqual(['broken', 'broken']);
    expect(await visibleText(page, '.rules')).toMatch(/8 of 15 characters[\s\S]*Not digits alone/);
  });

  it('drops the problems of a new password that have been fixed', async () => {
    const page = await refusedPassword('12345678');
    const password = page.getByLabel('New password', { exact: true });
    const links = page.getByRole('alert').getByRole('link');
    await password.fill('a'.repeat(20));
    await links.filter({ hasText: 'at least 15 characters' }).waitFor({ state: 'detached' });
    expect(await links.filter({ hasText: 'easy to guess' }).count()).toBe(1);
    expect(await errorOf(page, 'new-password')).toContain('Choose a different password.');
    expect(await ruleStates(page)).toEqual(['met', 'broken']);
    expect(await visibleText(page, '.rules')).not.toContain('digits');

    await password.fill(goodPassword);
    await page.getByText('Corrected', { exact: true }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await password.getAttribute('aria-invalid')).toBeNull();
    expect(await password.getAttribute('aria-describedby')).toBe(
      'new-password-hint new-password-length new-password-rule new-password-later',
    );
    expect(await visibleText(page, '#new-password-error')).toBe('');
    expect(await ruleStates(page)).toEqual(['met', 'met']);

    await password.fill('12345678');
    await page.getByRole('alert').waitFor();
    expect(await links.count()).toBe(4);
    expect(await ruleStates(page)).toEqual(['broken', 'broken']);
  });

  it('drops the problem of an empty field once it is filled in', async () => {
    const page = await stage.open('/login');
    await press(page, 'Sign in');
    await page.getByLabel('Email address').fill('ada@example.com');
    expect(await page.getByLabel('Email address').getAttribute('aria-invalid')).toBeNull();
    expect(await errorOf(page, 'password')).toBe('Enter your password');
    expect(await page.getByRole('alert').getByRole('link').allTextContents()).toEqual(['Enter your password']);
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
    const limited = { data: { login: { __typename: 'TooManyRequests', retryAfter: 3 } } };
    await page.route('**/graphql', route => route.fulfill({ json: limited }));
    await signIn(page, 'unknown@example.com', 'wrong');
    const wait = page.getByRole('timer');
    await wait.filter({ hasText: '2 seconds' }).waitFor();
    await wait.filter({ hasText: '1 second' }).waitFor();
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
