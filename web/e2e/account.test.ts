import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenWords, tooWide } from './findings.ts';
import { type Stage, setStage } from './stage.ts';
import {
  goodPassword,
  haveAccount,
  haveResetLink,
  heading,
  loseNextAnswer,
  otherPassword,
  phone,
  press,
  signIn,
  signInFromPhone,
  tryToSignInFromPhone,
} from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ NOTIFY_NEW_DEVICE: 'on' });
});
afterAll(() => stage.close());

const narrow = { viewport: { width: 320, height: 640 } };
const samsung =
  'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 SamsungBrowser/29.0 Chrome/150.0.0.0 Mobile Safari/537.36';

/** The account page of an account that is signed in on a phone too, at 320 px. */
async function openAccount(options: Parameters<Stage['open']>[1] = narrow) {
  const address = await haveAccount(stage);
  await signInFromPhone(stage, address);
  const page = await stage.open('/login', options);
  await signIn(page, address);
  await page.locator('.rows').first().waitFor();
  return { address, page, history: page.getByRole('region', { name: 'Recent activity' }) };
}

const focusedId = (page: Page) => page.evaluate(() => document.activeElement?.id);

/** Records the type of every password field as the next form is sent, seen by the last and by the first listener. */
async function recordTypes(page: Page): Promise<() => Promise<string[][]>> {
  await page.evaluate(() => {
    const seen: string[][] = [];
    Object.assign(window, { seen });
    for (const capture of [true, false]) {
      document.addEventListener(
        'submit',
        ({ target }) => {
          const fields = (target as HTMLFormElement).querySelectorAll<HTMLInputElement>('[name*=password]');
          seen.push([...fields].map(({ type }) => type));
        },
        { once: true, capture },
      );
    }
  });
  return () => page.evaluate(() => (window as unknown as { seen: string[][] }).seen);
}

describe('the devices of an account', () => {
  it('can be read at 320 px, this one first, with three of them and long names', async () => {
    const { address, page } = await openAccount();
    const other = await stage.open('/login', { userAgent: samsung });
    await signIn(other, address);
    await heading(other, 'Your account');
    await page.reload();
    const devices = page.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem');
    await devices.nth(2).waitFor();

    const texts = await devices.allTextContents();
    expect(texts.map(text => text.replace(/(Last|This).*/s, ''))).toEqual([
      'Chrome on Linux',
      'Samsung Internet on Android',
      'Safari on iPhone',
    ]);
    expect(texts[0]).toContain('This device');
    expect(await tooWide(page)).toEqual([]);
    expect(await brokenWords(page)).toEqual([]);
    // A name has the width of the line, and its button stands below.
    const below = async (device: Locator) => {
      const [name, button] = [device.locator('.row-title'), device.getByRole('button')];
      const [first, second] = [await name.boundingBox(), await button.boundingBox()];
      return (first?.y ?? 0) + (first?.height ?? 0) <= (second?.y ?? 0);
    };
    expect([await below(devices.nth(1)), await below(devices.nth(2))]).toEqual([true, true]);
  });

  it('have buttons of different names', async () => {
    const { page } = await openAccount();
    const names = ['Show current password', 'Show new password', 'Sign out Safari on iPhone', 'Sign out'];
    for (const name of names) expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(1);
  });
});

describe('a device that is signed out', () => {
  it('is told as signed out also where it has done so itself meanwhile', async () => {
    const address = await haveAccount(stage);
    const other = await stage.open('/login');
    await signIn(other, address);
    await heading(other, 'Your account');
    const page = await stage.open('/login');
    await signIn(page, address);
    const devices = page.getByRole('region', { name: 'Where you are signed in' });
    await devices.getByRole('listitem').nth(1).waitFor();
    await press(other, 'Sign out');
    await other.getByText('You are signed out').waitFor();
    await devices.getByRole('button', { name: /^Sign out Chrome/ }).click();
    const told = devices.getByRole('status').filter({ hasText: 'The device is signed out' });
    await told.waitFor();
    await expect.poll(() => told.evaluate(notice => notice === document.activeElement)).toBe(true);
    expect(await devices.getByRole('listitem').count()).toBe(1);
  });

  it('is tried again where the devices that are left could not be asked for', async () => {
    const { page } = await openAccount();
    const devices = page.getByRole('region', { name: 'Where you are signed in' });
    await page.route('**/graphql', route =>
      route.request().postData()?.includes('"Account"') ? route.abort() : route.continue(),
    );
    const signOut = devices.getByRole('button', { name: 'Sign out Safari on iPhone' });
    await signOut.click();
    await devices.getByRole('alert').filter({ hasText: 'You seem to be offline' }).waitFor();
    await page.unroute('**/graphql');
    await signOut.click();
    await devices.getByRole('status').filter({ hasText: 'The device is signed out' }).waitFor();
    expect(await devices.getByRole('alert').count()).toBe(0);
    expect(await devices.getByRole('listitem').count()).toBe(1);
  });
});

describe('a failure on the account page', () => {
  it.each(['Sign out', 'Sign out all others', 'Show older', 'Download my data'])(
    'is announced again when it happens again: %s',
    async name => {
      const address = await haveAccount(stage);
      for (let count = 0; count < 22; count += 1) await signInFromPhone(stage, address);
      const page = await stage.open('/login');
      await signIn(page, address);
      const button = page.getByRole('button', { name, exact: true });
      await button.waitFor();
      await page.context().setOffline(true);
      await button.click();
      const first = await page.getByRole('alert').elementHandle();
      await button.click();
      await first?.waitForElementState('hidden');
      await page.getByRole('alert').filter({ hasText: 'You seem to be offline' }).waitFor();
    },
  );
});

describe('a change of password whose answer was lost', () => {
  it('is said to be the reason, perhaps, where the former password is then refused', async () => {
    const { page } = await openAccount();
    await page.getByLabel('Current password').fill(goodPassword);
    await page.getByLabel('New password', { exact: true }).fill(otherPassword);
    await loseNextAnswer(page);
    await press(page, 'Change password');
    await page.getByText('You seem to be offline').waitFor();
    await press(page, 'Change password');
    await page.getByText('Your last attempt may have changed it already.').waitFor();
  });
});

describe('the history of an account', () => {
  it('sets failed sign-ins apart, by more than their colour', async () => {
    const { address, page, history } = await openAccount();
    await tryToSignInFromPhone(stage, address);
    await page.reload();
    const [failed, other] = [
      history.getByRole('listitem').filter({ hasText: 'Failed sign-in' }),
      history.getByRole('listitem').filter({ hasText: 'Signed in' }).first(),
    ];
    await failed.waitFor();
    expect([await failed.locator('svg').count(), await other.locator('svg').count()]).toEqual([1, 0]);
    const bar = (row: Locator) => row.evaluate(element => getComputedStyle(element).borderInlineStartWidth);
    expect([await bar(failed), await bar(other)]).toEqual(['3px', '0px']);
  });

  it('leads from "This wasn\'t me" to a new password, which signs out the others and says so', async () => {
    const { address, page, history } = await openAccount();
    const row = history.getByRole('listitem').filter({ hasText: 'Signed in' }).filter({ hasText: 'Safari on iPhone' });
    await row.getByRole('button', { name: "This wasn't me" }).click();

    expect(await focusedId(page)).toBe('current-password');
    const reason = await page
      .locator('#current-password')
      .evaluate(input => document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent);
    expect(reason).toMatch(/^Someone else may have been in your account.*Signed in · .*Safari on iPhone/);
    expect(reason).toContain('Every other device is signed out then');
    const form = page.getByRole('region', { name: 'Change password' });
    expect(await form.getByRole('heading').evaluate(head => head.getBoundingClientRect().top >= 0)).toBe(true);
    expect(await tooWide(page)).toEqual([]);

    await page.keyboard.type(goodPassword);
    await page.locator('#new-password').fill(otherPassword);
    await press(page, 'Change password');
    const done = form.getByRole('status').filter({ hasText: 'Your password is changed' });
    await done.waitFor();
    expect(await done.textContent()).toMatch(/One other device was signed out:\s*Safari on iPhone/);
    expect(await form.getByText('Someone else').count()).toBe(0);
    const devices = page.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem');
    await expect.poll(() => devices.count()).toBe(1);
    // One is about the sign-in in this browser. Two mails may overtake each other.
    const subjects = [(await stage.mail.nextTo(address)).subject, (await stage.mail.nextTo(address)).subject];
    expect(subjects.sort()).toEqual(['New sign-in to your Rekey account', 'Your Rekey password was changed']);

    await history.getByRole('button', { name: "This wasn't me" }).first().click();
    await form.getByText('Someone else may have been in your account').waitFor();
    expect(await focusedId(page)).toBe('current-password');
    await page.keyboard.type(otherPassword);
    await page.locator('#new-password').fill(goodPassword);
    await press(page, 'Change password');
    await form.getByText('No other device is signed in.').waitFor();
  });

  it('says of an attempt that failed that no one has got in by it', async () => {
    const { address, page, history } = await openAccount();
    await tryToSignInFromPhone(stage, address);
    await page.reload();
    const failed = history.getByRole('listitem').filter({ hasText: 'Failed sign-in' });
    await failed.getByRole('button', { name: /^This wasn't me Failed sign-in/ }).click();
    await page.getByText('Someone else has tried to get into your account').waitFor();
    await page.getByText('They did not get in this way').waitFor();
    expect(await focusedId(page)).toBe('current-password');
  });

  it('shows the sentence in place of an earlier failure to change the password', async () => {
    const { page, history } = await openAccount();
    await page.getByLabel('Current password').fill(goodPassword);
    await page.getByLabel('New password', { exact: true }).fill(otherPassword);
    await page.context().setOffline(true);
    await press(page, 'Change password');
    const failed = page.getByText('You seem to be offline');
    await failed.waitFor();
    await history.getByRole('button', { name: "This wasn't me" }).first().click();
    await page.getByText('Someone else may have been in your account').waitFor();
    expect(await failed.count()).toBe(0);
  });

  it('keeps the sentence while the current password is wrong, and offers a reset to anyone who forgot it', async () => {
    const { address, page, history } = await openAccount();
    await history.getByRole('button', { name: "This wasn't me" }).first().click();
    await page.keyboard.type('not the current one');
    await page.locator('#new-password').fill(otherPassword);
    await press(page, 'Change password');
    await page.getByText('This is not your current password').first().waitFor();
    await page.getByText('Someone else may have been in your account').waitFor();
    expect(await focusedId(page)).toBe('current-password');
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await heading(page, 'Reset your password');
    expect(await page.locator('#email').inputValue()).toBe(address);
  });
});

describe('a time on the account page', () => {
  it('is told as how long ago it is, and stays true while the page is open', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/login', { timezoneId: 'America/New_York' });
    await page.clock.install();
    await signIn(page, address);
    const times = page.getByRole('region', { name: 'Recent activity' }).locator('time');
    await times.first().waitFor();
    expect(await times.first().textContent()).toBe('just now');
    await page.clock.fastForward(5 * 60_000);
    await expect.poll(() => times.first().textContent()).toBe('5 minutes ago');
    await page.clock.fastForward(3 * 3_600_000);
    await expect.poll(() => times.first().textContent()).toBe('3 hours ago');
    await page.clock.fastForward(86_400_000);
    await expect.poll(() => times.first().textContent()).toMatch(/^\d{1,2} \w+ \d{4}, \d\d:\d\d$/);
  });

  it('has date, time and zone of the reader in its title, and the moment in datetime', async () => {
    const { history } = await openAccount({ timezoneId: 'Asia/Tokyo' });
    const time = history.locator('time').first();
    const [at, title] = [await time.getAttribute('datetime'), await time.getAttribute('title')];
    const inTokyo = new Date(at ?? '').toLocaleTimeString('en-GB', { timeZone: 'Asia/Tokyo' });
    expect(title).toMatch(/^\w+day/);
    expect(title).toContain(inTokyo);
    expect(title).toMatch(/GMT\+9|JST/);
  });

  it('has the digits of the rest of the page in Arabic', async () => {
    const { page } = await openAccount();
    await page.getByRole('combobox', { name: 'Language' }).selectOption('ar');
    await page.locator('html[lang=ar]').waitFor();
    const texts = await page
      .locator('time')
      .evaluateAll(all => all.map(time => `${time.textContent} ${(time as HTMLElement).title}`).join(' '));
    expect(texts).toMatch(/\d/);
    expect(texts).not.toMatch(/[٠-٩]/);
  });
});

describe('a password that is shown', () => {
  it('is hidden before the form is sent: at sign-in, in the account, and behind a link', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/login');
    await page.getByLabel('Email address').fill(address);
    await page.getByLabel('Password', { exact: true }).fill('a wrong password');
    await press(page, 'Show password');
    expect(await page.locator('#password').getAttribute('type')).toBe('text');
    let types = await recordTypes(page);
    await page.locator('#password').press('Enter');
    await page.getByText('Wrong email address or password').waitFor();
    expect(await types()).toEqual([['password'], ['password']]);
    expect(await page.locator('#password').inputValue()).toBe('a wrong password');
    await page.getByRole('button', { name: 'Show password', exact: true }).waitFor();

    await page.locator('#password').fill(goodPassword);
    await press(page, 'Sign in');
    await page.getByLabel('Current password').fill('a wrong password');
    await page.getByLabel('New password', { exact: true }).fill(otherPassword);
    await press(page, 'Show current password');
    await press(page, 'Show new password');
    await page.getByRole('button', { name: 'Hide new password' }).waitFor();
    types = await recordTypes(page);
    await press(page, 'Change password');
    await page.getByText('This is not your current password').first().waitFor();
    expect(await types()).toEqual([
      ['password', 'password'],
      ['password', 'password'],
    ]);

    await page.goto(await haveResetLink(stage, address));
    await page.getByLabel('New password', { exact: true }).fill('short');
    await press(page, 'Show password');
    types = await recordTypes(page);
    await press(page, 'Save new password');
    await page.locator('.field-error').first().waitFor();
    expect(await types()).toEqual([['password'], ['password']]);
  });
});

describe('a sign-in in another browser', () => {
  it('is told to the owner by email, with the device; one in the browser that registered is not', async () => {
    const address = await haveAccount(stage);
    const owner = await stage.open('/login');
    await signIn(owner, address);
    await heading(owner, 'Your account');
    const other = await stage.open('/login', { userAgent: phone });
    await signIn(other, address);
    await heading(other, 'Your account');
    const note = await stage.mail.nextTo(address);
    expect(note.subject).toBe('New sign-in to your Rekey account');
    expect(note.text).toContain('Device: Safari on iPhone');
  });
});
