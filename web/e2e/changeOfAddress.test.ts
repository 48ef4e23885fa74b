import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { link } from '../playground/states/answers.ts';
import { type Stage, setStage } from './stage.ts';
import { reach } from './states.ts';
import { goodPassword, haveAccount, heading, holdBack, newAddress, otherPassword, press, signIn } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** Opens the account page of a new account. */
async function openAccount() {
  const address = await haveAccount(stage);
  const page = await stage.open('/login');
  await signIn(page, address);
  await heading(page, 'Your account');
  return { page, address };
}

/** Asks for another address on the account page. Returns the path of the link in the email to it. */
async function askForAddress(page: Page, newEmail: string): Promise<string> {
  await press(page, 'Change my address…');
  await page.getByLabel('New email address').fill(newEmail);
  await page.locator('#email-change-password').fill(goodPassword);
  await press(page, 'Email me a link');
  await page.getByText('Check your email').waitFor();
  return stage.linkTo('email-change', newEmail);
}

/** Confirms another address in a browser that is not signed in. Returns the path of the link in the note about it. */
async function changeAddress(page: Page, address: string, newEmail: string): Promise<string> {
  const other = await stage.open(await askForAddress(page, newEmail));
  await press(other, 'Confirm this address');
  await heading(other, 'Your email address is changed');
  await other.context().close();
  return stage.linkTo('email-change-revert', address);
}

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || '');

/** The accounts's address, as the page of the account shows it after a reload. */
async function shownAddress(page: Page): Promise<string | null> {
  await page.goto('/account');
  return page.locator('#profile').textContent();
}

describe('a change of address', () => {
  it('leads from the account through the email to the new address, which counts once it is confirmed', async () => {
    const { page, address } = await openAccount();
    const newEmail = newAddress();
    const link = await askForAddress(page, newEmail);
    const notice = page.getByRole('status').filter({ hasText: 'Check your email' });
    expect(await notice.textContent()).toContain(`We have sent ${newEmail} an email.`);
    expect(await notice.textContent()).toContain('The link works for 24 hours.');
    expect(await focused(page)).toContain('Check your email');
    await page.getByText('Change of email address requested').waitFor();

    // Mail programs change the letter case of a link and take in what stands behind it.
    const tab = await page.context().newPage();
    await tab.goto(`${link.toUpperCase()}).`);
    await heading(tab, 'Confirm your new email address');
    expect(tab.url()).toBe(`${stage.origin}/email-change`);
    await tab.getByText(newEmail).waitFor();
    expect(await shownAddress(page), 'before it is confirmed').toBe(address);

    await tab.reload();
    await press(tab, 'Confirm this address');
    await heading(tab, 'Your email address is changed');
    expect(await focused(tab)).toBe('Your email address is changed');
    await tab.reload();
    await heading(tab, 'Your email address is changed');
    await tab.getByText(newEmail).waitFor();
    await tab.getByRole('link', { name: 'Go to your account' }).click();
    await tab.getByRole('heading', { level: 2, name: newEmail }).waitFor();
    await tab.getByText('Email address changed').waitFor();
    expect(page.log.errors).toEqual([]);
  });

  it('is confirmed in another browser too, which then knows the address to sign in with', async () => {
    const { page, address } = await openAccount();
    const newEmail = newAddress();
    const other = await stage.open(await askForAddress(page, newEmail));
    await press(other, 'Confirm this address');
    await other.getByRole('link', { name: 'Go to your account' }).click();
    await heading(other, 'Sign in');
    expect(await other.getByLabel('Email address').inputValue()).toBe(newEmail);
    await other.getByLabel('Password', { exact: true }).fill(goodPassword);
    await press(other, 'Sign in');
    await other.getByRole('heading', { level: 2, name: newEmail }).waitFor();
    await page.reload();
    await heading(page, 'Sign in');
    await signIn(page, address);
    await page.getByText('Wrong email address or password').waitFor();
  });

  it('is refused at the field that is in the way, can be left, and can be asked for again', async () => {
    const { page, address } = await openAccount();
    await press(page, 'Change my address…');
    expect(await focused(page)).toBe('new-email');
    await press(page, 'Keep my address');
    expect(await focused(page)).toBe('Change my address…');
    await page.keyboard.press('Enter');
    const form = page.locator('[aria-labelledby=change-email] form');
    const fields = await form
      .locator('input')
      .evaluateAll((inputs: HTMLInputElement[]) => inputs.map(input => [input.autocomplete, input.value]));
    expect(fields).toEqual([
      ['email', ''],
      ['username', address],
      ['current-password', ''],
    ]);

    for (const [newEmail, password, problem, field] of [
      ['', goodPassword, 'Enter the new email address', 'new-email'],
      [newAddress(), '', 'Enter your current password', 'email-change-password'],
      [` ${address.toUpperCase()}`, goodPassword, 'Your account has this address already', 'new-email'],
      ['not an address', goodPassword, 'name@example.com', 'new-email'],
      [newAddress(), 'a wrong password', 'This is not your current password', 'email-change-password'],
    ] as const) {
      await page.getByLabel('New email address').fill(newEmail);
      await page.locator('#email-change-password').fill(password);
      await press(page, 'Email me a link');
      await form.getByRole('alert').filter({ hasText: problem }).waitFor();
      expect(await focused(page), problem).toBe(field);
    }

    const newEmail = newAddress();
    for (const again of [false, true]) {
      const typed = page.getByLabel('New email address');
      if (again) expect(await typed.inputValue()).toBe(newEmail);
      await typed.fill(newEmail);
      await page.locator('#email-change-password').fill(goodPassword);
      await press(page, 'Email me a link');
      await press(page, 'Ask for a new email');
      await stage.linkTo('email-change', newEmail);
    }
    expect(page.log.errors).toEqual([]);
  });
});

describe('the form for a change of address', () => {
  it('cannot be closed while it is being sent, and opens without what was in the way before', async () => {
    const { page } = await openAccount();
    await press(page, 'Change my address…');
    await page.getByLabel('New email address').fill(newAddress());
    await page.locator('#email-change-password').fill(goodPassword);
    const held = await holdBack(page, '**/graphql');
    await press(page, 'Email me a link');
    await page.getByRole('button', { name: 'Sending…' }).waitFor();
    const back = page.getByRole('button', { name: 'Keep my address' });
    expect(await back.getAttribute('aria-disabled')).toBe('true');
    held.release();
    await page.getByText('Check your email').waitFor();

    await press(page, 'Ask for a new email');
    await page.locator('#email-change-password').fill(goodPassword);
    await page.context().setOffline(true);
    await press(page, 'Email me a link');
    const problems = page.getByRole('region', { name: 'Change email address' }).getByRole('alert');
    await problems.filter({ hasText: 'You seem to be offline' }).waitFor();
    await back.click();
    await press(page, 'Ask for a new email');
    expect(await problems.count()).toBe(0);
  });
});

describe('the note about a changed address', () => {
  it('leads back to the former address, and through a new password back into the account', async () => {
    const { page, address } = await openAccount();
    const revert = await changeAddress(page, address, newAddress());

    const { page: other, address: another } = await openAccount();
    await other.goto(revert);
    await heading(other, "Didn't change your email address?");
    expect(other.url()).toBe(`${stage.origin}/email-change-revert`);
    await other.getByText(`This browser is signed in as ${another}`).waitFor();
    await press(other, "It wasn't me");
    await heading(other, 'The change is undone');
    expect(await focused(other)).toBe('The change is undone');
    await other.reload();
    await other.getByText(`Your account has the address ${address} again.`).waitFor();

    await other.goto(await stage.linkTo('password-reset-confirm', address));
    await other.getByLabel('New password', { exact: true }).fill(otherPassword);
    await press(other, 'Save new password');
    await heading(other, 'Your password is changed');
    await page.goto('/login');
    await signIn(page, address, otherPassword);
    await heading(page, 'Your account');
    await page.getByText('Change of email address undone').waitFor();
  });
});

describe('a link about a change of address that does not work', () => {
  it('says why, and leads on', async () => {
    const { page, address } = await openAccount();
    const newEmail = newAddress();
    const change = await askForAddress(page, newEmail);
    const other = await stage.open(change);
    await press(other, 'Confirm this address');
    await heading(other, 'Your email address is changed');
    const revert = await stage.linkTo('email-change-revert', address);
    await other.goto(revert);
    await press(other, "It wasn't me");
    await heading(other, 'The change is undone');

    for (const [path, title, way] of [
      [change, 'This link no longer works', 'Go to your account'],
      ['/email-change/abc/def', 'This link is not complete', 'Go to your account'],
      [revert, 'This link no longer works', 'Choose a new password'],
      ['/email-change-revert/abc/def', 'This link is not complete', 'Sign in'],
    ] as const) {
      await other.goto(path);
      if (path.includes('revert')) await press(other, "It wasn't me");
      await heading(other, title);
      expect(await focused(other)).toBe(title);
      expect(
        await other.evaluate(() => Object.keys(sessionStorage).filter(key => key.includes('email-change'))),
      ).toEqual([]);
      await other.getByRole('main').getByRole('link', { name: way }).waitFor();
    }
  });

  it('says so where it has expired, and when it was spent meanwhile or could not be checked', async () => {
    const page = await stage.open('/login');
    const path = '/email-change/a/b';
    await reach(page, { name: '', path, answers: { EmailChangeLink: [link('EXPIRED')] } });
    await heading(page, 'This link has expired');
    const spent = { data: { confirmEmailChange: { __typename: 'InvalidLink', status: 'SPENT' } } } as const;
    const answers = { EmailChangeLink: ['offline', link('VALID')], ConfirmEmailChange: ['offline', spent] } as const;
    await reach(page, { name: '', path, answers });
    await page.getByText('You seem to be offline').waitFor();
    await press(page, 'Try again');
    await press(page, 'Confirm this address');
    await page.getByText('You seem to be offline').waitFor();
    await press(page, 'Confirm this address');
    await heading(page, 'This link no longer works');
  });
});
