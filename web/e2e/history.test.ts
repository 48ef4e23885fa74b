import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, setStage } from './stage.ts';
import { haveAccount, heading, holdBack, press, signIn, signInFromPhone, tryToSignInFromPhone } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** The account page of a new account with this many sign-ins on another device before. */
async function openAccount(signIns: number) {
  const address = await haveAccount(stage);
  for (let count = 0; count < signIns; count += 1) await signInFromPhone(stage, address);
  const page = await stage.open('/login');
  await signIn(page, address);
  await heading(page, 'Your account');
  const history = page.getByRole('region', { name: 'Recent activity' });
  await history.getByRole('listitem').first().waitFor();
  return { address, page, history, entries: history.getByRole('listitem') };
}

describe('the history of an account', () => {
  it('shows older entries twenty at a time, up to the first', async () => {
    // The sign-in here and the creation of the account make 45.
    const { page, history, entries } = await openAccount(43);
    expect(await entries.count()).toBe(20);
    await press(page, 'Show older');
    await entries.nth(39).waitFor();
    expect(await entries.count()).toBe(40);
    await press(page, 'Show older');
    await entries.nth(44).waitFor();
    expect(await entries.count()).toBe(45);
    expect(await entries.last().textContent()).toContain('Account created');
    expect(await history.getByRole('button', { name: 'Show older' }).count()).toBe(0);
  });

  it('moves the focus to the first older entry, and announces how many there are', async () => {
    const { page, history, entries } = await openAccount(22);
    const before = await entries.allTextContents();
    await page.keyboard.press('Tab');
    await history.getByRole('button', { name: 'Show older' }).focus();
    await page.keyboard.press('Enter');
    await history.getByRole('status').filter({ hasText: '4 older entries are shown' }).waitFor();
    expect(await entries.nth(before.length).evaluate(entry => entry === document.activeElement)).toBe(true);
  });

  it('has no button where nothing is older', async () => {
    const { history, entries } = await openAccount(18);
    expect(await entries.count()).toBe(20);
    expect(await history.getByRole('button', { name: 'Show older' }).count()).toBe(0);
  });

  it('keeps older entries when the account is asked for again', async () => {
    const { page, entries } = await openAccount(22);
    await press(page, 'Show older');
    await entries.nth(23).waitFor();
    await press(page, 'Sign out all others');
    await page.getByRole('region', { name: 'Where you are signed in' }).getByRole('status').waitFor();
    expect(await entries.count()).toBeGreaterThanOrEqual(24);
    expect(await entries.last().textContent()).toContain('Account created');
  });

  it('says when older entries cannot be loaded, and loads them after that', async () => {
    const { page, history, entries } = await openAccount(22);
    await page.context().setOffline(true);
    await press(page, 'Show older');
    await history.getByRole('alert').filter({ hasText: 'You seem to be offline' }).waitFor();
    await page.context().setOffline(false);
    await press(page, 'Show older');
    await entries.nth(23).waitFor();
    expect(await history.getByRole('alert').count()).toBe(0);
  });

  it('loads them once when the button is pressed twice', async () => {
    const { page, history, entries } = await openAccount(22);
    const held = await holdBack(page, '**/graphql');
    await press(page, 'Show older');
    await history.getByRole('button', { name: 'Loading…' }).click({ force: true });
    held.release();
    await entries.nth(23).waitFor();
    expect(held.requests).toBe(1);
  });

  it('asks to sign in where the session has ended meanwhile', async () => {
    const { page } = await openAccount(22);
    await page.context().clearCookies();
    await press(page, 'Show older');
    await heading(page, 'Sign in');
  });

  it('folds failed sign-ins into one entry with their number', async () => {
    const address = await haveAccount(stage);
    for (let count = 0; count < 3; count += 1) await tryToSignInFromPhone(stage, address);
    const page = await stage.open('/login');
    await signIn(page, address);
    const failed = page.getByRole('listitem').filter({ hasText: 'failed sign-ins' });
    await failed.waitFor();
    expect(await failed.textContent()).toMatch(/^3 failed sign-insLatest: .*Safari on iPhone/);
  });
});
