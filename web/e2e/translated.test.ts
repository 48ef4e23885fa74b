import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { states } from '../playground/states/states.ts';
import { accessibilityTree } from './accessibilityTree.ts';
import { type Stage, setStage } from './stage.ts';
import { reach } from './states.ts';
import {
  createAccount,
  goodPassword,
  haveAccount,
  heading,
  newAddress,
  otherPassword,
  press,
  signIn,
} from './steps.ts';
import { translatePage } from './translator.ts';

// facebook/react#11538: a browser that translates a page replaces the texts that React rendered.

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** Opens a page whose browser translates it, as some readers of languages without a catalogue do. */
async function openTranslated(path: string, way: 'wrap' | 'move') {
  const page = await stage.open(path, { reducedMotion: 'reduce' });
  await page.addInitScript(translatePage, way);
  await page.reload();
  await page.locator('h1 font').first().waitFor();
  return page;
}

describe('a page that the browser translates', () => {
  it('shows in every state what it shows untranslated', async () => {
    const page = await openTranslated('/login', 'move');
    for (const state of states) {
      await reach(page, state);
      const tree = await accessibilityTree(page);
      await expect.soft(tree).toMatchFileSnapshot(`./accessibility/${state.name.replaceAll(/\W+/g, '-')}.txt`);
    }
    expect(page.log.errors.filter(error => !error.startsWith('Failed to load resource'))).toEqual([]);
    await page.context().close();
  });

  it.each(['wrap', 'move'] as const)('leads through every flow (%s)', async way => {
    const address = newAddress();
    const page = await openTranslated('/register', way);
    await createAccount(stage, page, address);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await heading(page, 'Sign in');
    await signIn(page, address, 'a wrong password');
    await page.getByText('Wrong email address or password').waitFor();
    await press(page, 'Show password');
    await press(page, 'Hide password');
    await page.getByLabel('Language').selectOption('Deutsch');
    await heading(page, 'Anmelden');
    expect(await page.locator('form').textContent()).toContain('Passwort vergessen?');
    expect(await page.locator('form').textContent()).not.toContain('Forgot');
    await page.getByLabel('Sprache').selectOption('English');
    await signIn(page, address);
    await heading(page, 'Your account');

    await page.getByLabel('Current password').fill('a wrong password');
    await page.getByLabel('New password', { exact: true }).fill('short');
    await press(page, 'Change password');
    await page.getByRole('alert').filter({ hasText: 'This is not your current password' }).waitFor();
    await page.getByLabel('Current password').fill(goodPassword);
    await page.getByLabel('New password', { exact: true }).fill(otherPassword);
    await press(page, 'Change password');
    await page.getByRole('status').filter({ hasText: 'Your password is changed' }).waitFor();

    const other = await stage.open('/login');
    await signIn(other, address, otherPassword);
    await heading(other, 'Your account');
    await page.reload();
    await press(page, 'Sign out all others');
    await page.getByRole('status').filter({ hasText: 'Signed out' }).waitFor();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByText('You are signed out').waitFor();

    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await heading(page, 'Reset your password');
    await page.getByLabel('Email address').fill(address);
    await press(page, 'Email me a link');
    await heading(page, 'Check your email');
    // The note about the changed password has come before.
    await stage.mail.nextTo(address);
    await page.goto(await stage.linkTo('password-reset-confirm', address));
    await heading(page, 'Choose a new password');
    await page.getByLabel('New password', { exact: true }).fill('1234');
    await press(page, 'Save new password');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('New password', { exact: true }).fill(goodPassword);
    await press(page, 'Save new password');
    await heading(page, 'Your password is changed');
    await page.goto('/password-reset-revoke/abc/def');
    await heading(page, "Didn't ask for this?");
    await press(page, "It wasn't me");
    await heading(page, 'This link is not complete');
    expect(page.log.errors).toEqual([]);
    await page.context().close();
  });
});

describe('a page whose code fails', () => {
  it('says what may have happened and offers to load it again, in its language', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/login', { locale: 'de-DE' });
    await page.route('**/graphql', async route => {
      if (!route.request().postData()?.includes('"Account"')) return route.continue();
      const answer = await (await route.fetch()).json();
      if (answer.data.me) answer.data.me.sessions = 'not what was agreed';
      return route.fulfill({ json: answer });
    });
    await page.locator('#email').fill(address);
    await page.locator('#password').fill(goodPassword);
    await press(page, 'Anmelden');
    await heading(page, 'Diese Seite funktioniert nicht mehr');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    expect(await page.title()).toContain('Diese Seite funktioniert nicht mehr');
    await page.unroute('**/graphql');
    await press(page, 'Seite neu laden');
    await heading(page, 'Ihr Konto');
  });
});
