import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Stage } from './stage.ts';
import { createAccount, goodPassword, heading, newAddress, otherPassword, press, signIn } from './steps.ts';

/**
 * Takes a person through every flow, wrong turns included: account, sign-in, change of password and address, reset,
 * revoking, and leaving.
 */
export async function takeEveryFlow(stage: Stage, page: Page): Promise<void> {
  const address = newAddress();
  await createAccount(stage, page, address);
  await page.goto('/account');
  await heading(page, 'Sign in');
  expect(new URL(page.url()).search).toBe('?next=/account');
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
  await page.getByRole('button', { name: "This wasn't me" }).first().click();
  await page.getByText('Someone else may have been in your account').waitFor();
  await press(page, 'Change password');
  await page.getByRole('alert').filter({ hasText: 'This is not your current password' }).waitFor();
  await page.getByLabel('Current password').fill(goodPassword);
  await page.getByLabel('New password', { exact: true }).fill(otherPassword);
  await press(page, 'Change password');
  await page.getByRole('status').filter({ hasText: 'Your password is changed' }).waitFor();

  await press(page, 'Change my address…');
  await press(page, 'Email me a link');
  await page.getByText('Enter the new email address').waitFor();
  await page.getByLabel('New email address').fill(newAddress());
  await page.locator('#email-change-password').fill(otherPassword);
  await press(page, 'Email me a link');
  await page.getByRole('status').filter({ hasText: 'Check your email' }).waitFor();

  const other = await stage.open('/login');
  await signIn(other, address, otherPassword);
  await heading(other, 'Your account');
  await page.reload();
  await press(page, 'Sign out all others');
  await page.getByRole('status').filter({ hasText: 'signed out' }).waitFor();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByText('You are signed out').waitFor();

  await page.getByRole('link', { name: 'Forgot password?' }).click();
  await heading(page, 'Reset your password');
  await page.getByLabel('Email address').fill(address);
  await press(page, 'Email me a link');
  await heading(page, 'Check your email');
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

  await page.goto('/login');
  await signIn(page, address);
  await heading(page, 'Your account');
  await Promise.all([page.waitForEvent('download'), press(page, 'Download my data')]);
  await press(page, 'Delete my account…');
  await press(page, 'Keep my account');
  await press(page, 'Delete my account…');
  await page.locator('#deletion-password').fill('a wrong password');
  await press(page, 'Delete my account for good');
  await page.getByText('This is not your current password').waitFor();
  await page.locator('#deletion-password').fill(goodPassword);
  await press(page, 'Delete my account for good');
  await page.getByText('Your account is deleted').waitFor();
}
