import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, setStage } from './stage.ts';
import {
  createAccount,
  goodPassword,
  haveAccount,
  heading,
  holdBack,
  loseNextAnswer,
  newAddress,
  press,
  signIn,
} from './steps.ts';

describe('a person who leaves', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({ BRAND_NAME: 'Söhne & Co.' });
  });
  afterAll(() => stage.close());

  it('takes everything along as a file, is told what goes and what stays, and is gone', async () => {
    const page = await stage.open('/login');
    const address = newAddress();
    await createAccount(stage, page, address);
    await page.goto('/login');
    await signIn(page, address);
    await page.getByRole('heading', { name: 'Your data' }).waitFor();

    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download my data')]);
    expect(download.suggestedFilename()).toMatch(/^Söhne-Co-\d{4}-\d\d-\d\d\.json$/);
    const data = JSON.parse(await readFile(await download.path(), 'utf8'));
    expect(data.account.email).toBe(address);

    await press(page, 'Delete my account…');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('deletion-password');
    await press(page, 'Keep my account');
    expect(await page.locator('#deletion-password').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Delete my account…');
    await page.keyboard.press('Enter');
    await press(page, 'Delete my account for good');
    await page.getByText('Enter your current password').waitFor();
    await page.locator('#deletion-password').fill('this is not my password');
    await press(page, 'Delete my account for good');
    await page.getByText('This is not your current password').waitFor();
    // What was wrong is selected, so that typing replaces it.
    await page.keyboard.type(goodPassword);
    await page.keyboard.press('Enter');
    await heading(page, 'Sign in');
    await page.getByText('Your account is deleted').waitFor();
    await page.goto('/account');
    await heading(page, 'Sign in');
    expect(page.log.errors).toEqual([]);
  });

  it('is told that it may be done already where the answer was lost', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/login');
    await signIn(page, address);
    await press(page, 'Delete my account…');
    await page.locator('#deletion-password').fill(goodPassword);
    await loseNextAnswer(page);
    await press(page, 'Delete my account for good');
    await page.getByRole('alert').filter({ hasText: 'You seem to be offline' }).waitFor();
    await press(page, 'Delete my account for good');
    await page.getByText('Your account may be deleted already').waitFor();
    expect(await page.locator('main').textContent()).not.toContain('Your session has ended');
  });

  it('cannot turn back while the account is being deleted, and finds nothing old where they come to it again', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/login');
    await signIn(page, address);
    await press(page, 'Delete my account…');
    await page.locator('#deletion-password').fill('this is not my password');
    const held = await holdBack(page, '**/graphql');
    await press(page, 'Delete my account for good');
    const back = page.getByRole('button', { name: 'Keep my account' });
    await page.getByRole('button', { name: 'Deleting…' }).waitFor();
    expect(await back.getAttribute('aria-disabled')).toBe('true');
    await back.click({ force: true });
    expect(await page.locator('#deletion-password').count()).toBe(1);
    held.release();
    const problems = page.getByRole('region', { name: 'Delete account' }).getByRole('alert');
    await problems.filter({ hasText: 'This is not your current password' }).waitFor();
    await back.click();
    await press(page, 'Delete my account…');
    expect(await problems.count()).toBe(0);

    await page.locator('#deletion-password').fill('this is not my password');
    await page.context().setOffline(true);
    await press(page, 'Delete my account for good');
    await problems.filter({ hasText: 'You seem to be offline' }).waitFor();
    await back.click();
    await press(page, 'Delete my account…');
    expect(await problems.count()).toBe(0);
  });
});
