import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account, link, session } from '../playground/states/answers.ts';
import { states } from '../playground/states/states.ts';
import { type Stage, setStage } from './stage.ts';
import { reach, take } from './states.ts';
import { haveAccount, heading, press, signIn, signInFromPhone } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** What has the focus: the id of a field, else its element and text. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { id, tagName, textContent } = document.activeElement ?? document.body;
    return document.activeElement === document.body ? 'nothing' : id || `${tagName} ${textContent}`;
  });

/** Every target of a press that is too small for a finger (WCAG 2.5.8), unless it stands in a sentence. */
const smallTargets = (page: Page) =>
  page.evaluate(() => {
    const small = (element: Element) => {
      const { width, height } = element.getBoundingClientRect();
      const least = element.matches('.button-block, .brand') ? 44 : 24;
      return width > 1 && (width < least || height < least);
    };
    const inSentence = (element: Element) =>
      [...(element.parentElement?.childNodes ?? [])].some(node => node instanceof Text && node.data.trim() !== '');
    return [...document.querySelectorAll('a, button, select, input:not([tabindex="-1"])')]
      .filter(element => small(element) && !inSentence(element))
      .map(element => element.outerHTML.slice(0, 80));
  });

describe('the focus', { tags: ['pages-focus'] }, () => {
  it('is never lost, in no state of any screen, and no target is too small', async () => {
    const page = await stage.open('/login', { viewport: { width: 375, height: 700 } });
    for (const { steps = [], ...state } of states) {
      await reach(page, state);
      const checked = page.url().endsWith('-confirm') || state.path === '/account';
      if (checked) await expect.poll(() => focused(page), { message: state.name }).not.toBe('nothing');
      for (const step of steps) {
        await take(page, step);
        if (checked || !('see' in step)) {
          await expect.poll(() => focused(page), { message: state.name }).not.toBe('nothing');
        }
      }
      expect.soft(await smallTargets(page), state.name).toEqual([]);
    }
  });

  it('is in the field, and the heading is announced, once a link has been checked', async () => {
    const page = await stage.open('/login');
    await reach(page, {
      name: '',
      path: '/password-reset-confirm/a/b',
      answers: { PasswordResetLink: [link('VALID')] },
    });
    await heading(page, 'Choose a new password');
    await expect.poll(() => focused(page)).toBe('new-password');
    await page.getByRole('status').filter({ hasText: 'Choose a new password' }).waitFor();
  });

  it('is on the heading when the link does not work, was spent meanwhile, or is checked again', async () => {
    const page = await stage.open('/login');
    const path = '/password-reset-confirm/a/b';
    await reach(page, { name: '', path, answers: { PasswordResetLink: [link('EXPIRED')] } });
    await expect.poll(() => focused(page)).toBe('H1 This link has expired');

    const spent = { data: { resetPassword: { __typename: 'InvalidLink', status: 'SPENT', message: '' } } } as const;
    await reach(page, { name: '', path, answers: { PasswordResetLink: [link('VALID')], ResetPassword: [spent] } });
    await page.locator('#new-password').fill('anything');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('H1 This link no longer works');

    await reach(page, { name: '', path, answers: { PasswordResetLink: ['offline', 'offline', link('VALID')] } });
    await expect.poll(() => focused(page)).toBe('H1 Choose a new password');
    await press(page, 'Try again');
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await expect.poll(() => focused(page)).toBe('H1 Choose a new password');
    await press(page, 'Try again');
    await expect.poll(() => focused(page)).toBe('new-password');
  });

  it('is on the heading when the account could not be loaded and is loaded again', async () => {
    const page = await stage.open('/login');
    const loaded = account([session('this device')], 4);
    await reach(page, { name: '', path: '/account', answers: { Account: ['offline', loaded] } });
    await press(page, 'Try again');
    await page.locator('.rows').first().waitFor();
    await expect.poll(() => focused(page)).toBe('H1 Your account');
  });

  it.each([
    ['signing out a device', async (page: Page) => press(page, 'Sign out all others')],
    [
      'changing the password',
      async (page: Page) => {
        await page.getByLabel('Current password').fill('anything');
        await page.getByLabel('New password', { exact: true }).fill('anything else');
        await press(page, 'Change password');
      },
    ],
  ])('is in the form to sign in again, which says why, when the session has ended: %s', async (_name, act) => {
    const address = await haveAccount(stage);
    await signInFromPhone(stage, address);
    const page = await stage.open('/login');
    await signIn(page, address);
    await page.getByRole('button', { name: 'Sign out all others' }).waitFor();
    await page.context().clearCookies();
    await act(page);
    await heading(page, 'Sign in');
    await expect.poll(() => focused(page)).toBe('email');
    await page.getByText('Your session has ended').waitFor();
    await page.getByRole('status').filter({ hasText: 'Sign in' }).first().waitFor();
  });

  it('is on the notice when the device whose button was pressed is signed out', async () => {
    const page = await stage.open('/login');
    const [here, phone] = [session('this device'), session('phone')];
    const answers = {
      Account: [account([here, phone], 6), account([here], 7)],
      EndSessions: [{ data: { endSessions: true } }],
    } as const;
    await reach(page, { name: '', path: '/account', answers });
    await page.locator('.rows li .button').click();
    await expect.poll(() => focused(page)).toBe('DIV The device is signed out');
  });
});

describe('the order of hands', () => {
  it('signs in with email, Tab, password, Enter', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/login');
    await page.keyboard.type(address);
    await page.keyboard.press('Tab');
    await page.keyboard.type('a wrong password');
    await page.keyboard.press('Enter');
    await page.getByText('Wrong email address or password').waitFor();
    expect(await focused(page)).toBe('password');
    await page.keyboard.type('quartz lantern drizzle 47 moth');
    await page.keyboard.press('Enter');
    await heading(page, 'Your account');
  });
});
