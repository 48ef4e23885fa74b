import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../server/src/domain/languages.ts';
import { GOOD, GUESSABLE, JUDGED_FOR } from '../../server/src/testing/judgedPasswords.ts';
import { type Stage, setStage } from './stage.ts';
import {
  goodPassword,
  haveAccount,
  haveRegistrationLink,
  haveResetLink,
  heading,
  holdBack,
  newAddress,
  press,
  signIn,
} from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** What the meter says of a password, as a score. The last one's is taken back first. */
async function scoreOf(page: Page, password: string): Promise<number> {
  const field = page.locator('#new-password');
  await field.fill('');
  await page.locator('.strength[data-score=""]').waitFor();
  await field.fill(password);
  return Number(await page.locator('.strength:not([data-score=""])').getAttribute('data-score'));
}

/** The requests of a page for files whose name matches. */
function requestsFor(page: Page, name: RegExp): string[] {
  const urls: string[] = [];
  page.on('request', request => name.test(request.url()) && urls.push(request.url()));
  return urls;
}

const tellsLength = (page: Page) => page.locator('#new-password-length').textContent();

describe('the meter of a new password', () => {
  it('judges some of each kind of the table that the server judges, for the same account, as the server does', {
    tags: ['password-rules'],
  }, async () => {
    const page = await stage.open(await haveRegistrationLink(stage, JUDGED_FOR.address));
    for (const password of Object.values(GUESSABLE).flatMap(kind => kind.slice(0, 3))) {
      expect(await scoreOf(page, password), password).toBeLessThan(2);
      expect(await page.locator('.rules [data-state=open]').count(), password).toBeGreaterThan(0);
    }
    for (const password of Object.values(GOOD).flatMap(kind => kind.slice(0, 3))) {
      expect(await scoreOf(page, password), password).toBeGreaterThanOrEqual(3);
      expect(await page.locator('.rules [data-state=open]').count(), password).toBe(0);
    }
  });

  it('never stands above weak while a rule is broken, also one that only the server knows', async () => {
    const page = await stage.open(await haveResetLink(stage, await haveAccount(stage)));
    for (const short of ['x7$Kp!q2#mZv', 'qvxzjwkptm', '29387465019283746501'])
      expect(await scoreOf(page, short), short).toBeLessThan(2);

    expect(await scoreOf(page, goodPassword)).toBe(4);
    const violations = [{ rule: 'TOO_COMMON', message: 'This is one of the most used passwords.' }];
    const refusal = { __typename: 'PasswordRejected', message: 'Choose a different password.', violations };
    await page.route('**/graphql', route => route.fulfill({ json: { data: { resetPassword: refusal } } }));
    await press(page, 'Save new password');
    await page.getByRole('alert').waitFor();
    expect(await page.locator('.strength').getAttribute('data-score')).toBe('1');
  });

  it('says what only the server knows', async () => {
    const page = await stage.open(await haveResetLink(stage, await haveAccount(stage)));
    await page.getByText('Saving also compares it with your email address.').waitFor();
    await page.goto(await haveRegistrationLink(stage, newAddress()));
    await page.locator('#new-password').waitFor();
    expect(await page.getByText('Saving also compares').count()).toBe(0);
  });

  it('fetches its word lists when a new password is typed, and not before', async () => {
    const page = await stage.open('/login');
    const worker = requestsFor(page, /password\.worker/);
    await signIn(page, await haveAccount(stage));
    await heading(page, 'Your account');
    await page.goto(await haveResetLink(stage, await haveAccount(stage)));
    await page.locator('#new-password').focus();
    await page.waitForLoadState('networkidle');
    expect(worker).toEqual([]);
    await page.locator('#new-password').pressSequentially('a');
    await page.locator('.strength[data-score="0"]').waitFor();
    expect(worker).toHaveLength(1);
  });
});

describe('the length of a new password', () => {
  it('is explained in a sentence, counted in code points while it is typed, and told after a pause', async () => {
    const page = await stage.open(await haveRegistrationLink(stage, newAddress()));
    await page.getByText('At least 15 characters. Length protects better than signs and digits do.').waitFor();
    const field = page.locator('#new-password');
    for (const [typed, told] of [
      ['', '0 of 15 characters'],
      ['plum ket', '8 of 15 characters'],
      ['🙂🐙e\u0301', '3 of 15 characters'],
      [goodPassword, `${goodPassword.length} characters`],
    ] as const) {
      await field.fill(typed);
      await page.locator('#new-password-length').filter({ hasText: told }).waitFor();
    }
    await field.fill('plum ket');
    await page.getByRole('status').filter({ hasText: '8 of 15 characters' }).waitFor();
    await field.fill(goodPassword);
    await page.getByRole('status').filter({ hasText: 'meets every rule' }).waitFor();
  });

  it('is counted in the digits of the rest of the page', async () => {
    const page = await stage.open(await haveRegistrationLink(stage, newAddress()), { locale: 'ar-EG' });
    await page.locator('#new-password').fill('plum ket');
    expect(await tellsLength(page)).toMatch(/^8 من 15 /);
  });

  it('names no rule that is met at the first letter', async () => {
    const page = await stage.open(await haveRegistrationLink(stage, newAddress()));
    await page.locator('#new-password').fill('p');
    // biome-ignore lint/performance/useDomNodeTextContent: textContent contains hidden rules as well.
    expect(await page.locator('.rules').innerText()).not.toMatch(/digits|email|at most/i);
    await page.locator('#new-password').fill('123');
    await page.getByText('Not digits alone').waitFor();
    await page.locator('#new-password').fill('p'.repeat(257));
    await page.getByText('At most 256 characters').waitFor();
  });
});

describe('a suggested passphrase', () => {
  it.each(LANGUAGES.map(({ tag }) => tag))('is taken by the server and called strong, in %s', async language => {
    const address = newAddress();
    const page = await stage.open('/login', { locale: language });
    await page.goto(await haveRegistrationLink(stage, address));
    await page.locator('.suggest .button').click();
    const words = await page.locator('.suggestion-words').textContent();
    expect(await page.locator('#new-password').inputValue()).toBe(words);
    await page.locator('.strength[data-score="3"], .strength[data-score="4"]').waitFor();
    await page.locator('button[type=submit]').click();
    await page.waitForURL('**/register-complete');
  });

  it('is fetched when it is asked for, shown to be noted, seen by password managers, and taken back', async () => {
    const page = await stage.open(await haveResetLink(stage, await haveAccount(stage)));
    const field = page.locator('#new-password');
    await field.fill('plum');
    const before = await page.evaluate(() => performance.getEntriesByType('resource').length);
    await field.evaluate(input => {
      const seen: string[] = [];
      for (const type of ['input', 'change'])
        input.addEventListener(type, () => seen.push(`${type} ${(input as HTMLInputElement).value}`));
      Object.assign(window, { seen });
    });
    const button = page.getByRole('button', { name: 'Suggest a passphrase' });
    await button.click();
    const shown = page.getByRole('status').locator('.suggestion-words');
    const first = (await shown.textContent()) ?? '';
    expect(first.split('-')).toHaveLength(5);
    expect(await page.evaluate(() => performance.getEntriesByType('resource').length)).toBeGreaterThan(before);
    expect(await field.inputValue()).toBe(first);
    expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual(
      expect.arrayContaining([`input ${first}`, `change ${first}`]),
    );
    expect(await button.evaluate(element => element === document.activeElement)).toBe(true);
    await button.click();
    await shown.filter({ hasNotText: first }).waitFor();
    await press(page, 'Undo');
    expect(await field.inputValue()).toBe('plum');
    expect(await shown.count()).toBe(0);
  });

  it('goes when something else is typed, and the browser’s own undo takes it back', async () => {
    const page = await stage.open(await haveResetLink(stage, await haveAccount(stage)));
    const field = page.locator('#new-password');
    await field.pressSequentially('plum');
    await press(page, 'Suggest a passphrase');
    await page.locator('.suggestion-words').waitFor();
    await field.press('End');
    await field.pressSequentially('x');
    await page.locator('.suggestion-words').waitFor({ state: 'detached' });
    await field.press('ControlOrMeta+z');
    await field.press('ControlOrMeta+z');
    expect(await field.inputValue()).toBe('plum');
  });

  it('says so where its words cannot be fetched, and can be asked for again', async () => {
    const page = await stage.open(await haveResetLink(stage, await haveAccount(stage)));
    await page.locator('#new-password').waitFor();
    await page.context().setOffline(true);
    await press(page, 'Suggest a passphrase');
    await page.getByRole('status').filter({ hasText: 'No passphrase could be fetched' }).waitFor();
    await page.context().setOffline(false);
    await press(page, 'Suggest a passphrase');
    await page.locator('.suggestion-words').waitFor();
  });

  it('says that it is coming while its words are on their way', async () => {
    const page = await stage.open(await haveResetLink(stage, await haveAccount(stage)));
    const words = await holdBack(page, '**/en-*.json');
    await press(page, 'Suggest a passphrase');
    await page.getByRole('button', { name: 'Loading…' }).waitFor();
    words.release();
    await page.locator('.suggestion-words').waitFor();
    await page.getByRole('button', { name: 'Suggest a passphrase' }).waitFor();
  });

  it('is offered where a password is changed, too', async () => {
    const page = await stage.open('/login');
    await signIn(page, await haveAccount(stage));
    await page.getByLabel('Current password').fill(goodPassword);
    await press(page, 'Suggest a passphrase');
    await page.locator('.suggestion-words').waitFor();
    await press(page, 'Change password');
    await page.getByText('Your password is changed').waitFor();
    expect(await page.locator('.suggestion-words').count()).toBe(0);
  });
});
