import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, setStage } from './stage.ts';

describe.each([
  { registration: 'invite', onSignIn: 'You need an invitation', onRegister: 'by invitation only' },
  { registration: 'closed', onSignIn: '', onRegister: 'No new accounts can be created' },
])('where registration is not open ($registration)', ({ registration, onSignIn, onRegister }) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({ REGISTRATION: registration });
  });
  afterAll(() => stage.close());

  it('sign-in leads to no form for a new account, and the page of that form says why', async () => {
    const page = await stage.open('/login');
    expect(await page.locator('a[href$="/register"]').count()).toBe(0);
    expect(await page.locator('main').textContent()).toContain(onSignIn);

    await page.goto('/register');
    await page.locator('main a.button').waitFor();
    expect(await page.locator('form').count()).toBe(0);
    expect(await page.locator('main').textContent()).toContain(onRegister);
    await page.locator('main a.button').click();
    await page.waitForURL('**/login');
    expect(page.log.errors).toEqual([]);
  });
});
