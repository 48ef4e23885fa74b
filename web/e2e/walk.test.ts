import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, setStage } from './stage.ts';
import {
  createAccount,
  goodPassword,
  haveAccount,
  heading,
  newAddress,
  otherPassword,
  phone,
  press,
  signIn,
} from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

describe('the whole flow', () => {
  it('leads from creating an account through a forgotten password back into the account', async () => {
    const address = newAddress();
    const page = await stage.open('/login');

    await page.getByRole('link', { name: 'Create an account' }).click();
    await heading(page, 'Create your account');
    await createAccount(stage, page, address);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await heading(page, 'Sign in');
    await signIn(page, address);
    await heading(page, 'Your account');
    await press(page, 'Sign out');
    await page.getByText('You are signed out').waitFor();

    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await heading(page, 'Reset your password');
    await page.getByLabel('Email address').fill(address);
    await press(page, 'Email me a link');
    await heading(page, 'Check your email');
    expect(await page.locator('main').textContent()).toContain(address);
    expect(await page.locator('main').textContent()).toContain('The link works for 1 hour.');

    await page.goto(await stage.linkTo('password-reset-confirm', address));
    await heading(page, 'Choose a new password');
    await page.getByLabel('New password', { exact: true }).fill(otherPassword);
    await press(page, 'Save new password');
    await heading(page, 'Your password is changed');
    await page.getByRole('link', { name: 'Sign in' }).click();

    await signIn(page, address, goodPassword);
    await page.getByText('Wrong email address or password').waitFor();
    await signIn(page, address, otherPassword);
    await heading(page, 'Your account');
    await page.getByRole('heading', { level: 2, name: address }).waitFor();
    const activity = page.getByRole('region', { name: 'Recent activity' });
    expect(await activity.textContent()).toContain('New password chosen by email link');

    expect(page.log.foreignRequests).toEqual([]);
    expect(page.log.errors).toEqual([]);
  });

  it('goes on after signing in to the page that was asked for', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/account');
    await heading(page, 'Sign in');
    expect(new URL(page.url()).search).toBe('?next=/account');
    await signIn(page, address);
    await heading(page, 'Your account');
  });

  it('takes a password manager to the change of password, through sign-in', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/.well-known/change-password');
    await heading(page, 'Sign in');
    await signIn(page, address);
    const part = page.getByRole('heading', { name: 'Change password' });
    await part.waitFor();
    await expect.poll(() => part.evaluate(element => element.getBoundingClientRect().top)).toBeLessThan(200);
  });

  it('never goes to another origin after signing in, for any `next`', { tags: ['login-next'] }, async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/login');
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/%09/evil.example']) {
      await page.context().clearCookies();
      await page.goto(`/login?next=${next}`);
      await signIn(page, address);
      await heading(page, 'Your account');
      expect(page.url()).toBe(`${stage.origin}/account`);
    }
    expect(page.log.foreignRequests).toEqual([]);
  });

  it('changes the password of the signed-in account and names the devices that this signed out', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/login');
    await signIn(page, address);
    await heading(page, 'Your account');
    const other = await stage.open('/login', { userAgent: phone });
    await signIn(other, address);
    await heading(other, 'Your account');

    await page.reload();
    await page.getByText('Safari on iPhone').first().waitFor();
    await page.getByLabel('Current password').fill(goodPassword);
    await page.getByLabel('New password', { exact: true }).fill(otherPassword);
    await press(page, 'Change password');
    const notice = page.getByRole('status').filter({ hasText: 'Your password is changed' });
    await notice.waitFor();
    expect(await notice.textContent()).toContain('One other device was signed out:Safari on iPhone');

    await other.reload();
    await heading(other, 'Sign in');
  });

  it('signs out one other device, or all of them, with one press', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/login');
    await signIn(page, address);
    await heading(page, 'Your account');
    const others = await Promise.all([1, 2, 3].map(() => stage.open('/login')));
    for (const other of others) {
      await signIn(other, address);
      await heading(other, 'Your account');
    }
    await page.reload();
    const sessions = page.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem');
    await sessions.nth(3).waitFor();
    await sessions.nth(1).getByRole('button', { name: 'Sign out' }).click();
    await sessions.nth(3).waitFor({ state: 'detached' });
    expect(await sessions.count()).toBe(3);
    await press(page, 'Sign out all others');
    await sessions.nth(1).waitFor({ state: 'detached' });
    expect(await sessions.count()).toBe(1);
    expect(await sessions.textContent()).toContain('This device');
  });

  it('revokes every link when the owner says that it was not them, and not before the button is pressed', {
    tags: ['mail-revoke'],
  }, async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/password-reset');
    await page.getByLabel('Email address').fill(address);
    await press(page, 'Email me a link');
    await heading(page, 'Check your email');
    const mail = await stage.mail.nextTo(address);
    const links = [...(mail.text ?? '').matchAll(/\/password-reset-(?:confirm|revoke)\/\S+/g)].map(([link]) => link);
    const confirm = links.find(link => link.includes('confirm')) ?? '';
    const revoke = links.find(link => link.includes('revoke')) ?? '';

    await page.goto(revoke);
    await heading(page, "Didn't ask for this?");
    const other = await stage.open(confirm);
    await heading(other, 'Choose a new password');

    await press(page, "It wasn't me");
    await heading(page, 'The request is cancelled');
    await other.reload();
    await heading(other, 'This link no longer works');
  });
});
