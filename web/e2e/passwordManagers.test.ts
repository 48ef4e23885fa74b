import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, setStage } from './stage.ts';
import { goodPassword, haveResetLink, heading, newAddress, otherPassword, press, signIn } from './steps.ts';

let stage: Stage;
let address: string;
let page: Awaited<ReturnType<Stage['open']>>;
beforeAll(async () => {
  stage = await setStage();
  address = newAddress();
  page = await stage.open('/register');
});
afterAll(() => stage.close());

/** The fields of the form as a password manager finds them, in document order. */
function fieldsOfForm(): Promise<unknown[]> {
  return page.locator('form input').evaluateAll((inputs: HTMLInputElement[]) =>
    inputs.map(({ name, type, autocomplete, value, form, hidden }) => ({
      name,
      type,
      autocomplete,
      ...(name === 'username' && { value }),
      ...((hidden || form?.method !== 'post') && { problem: 'not in a form that a password manager reads' }),
    })),
  );
}

/** A form and its values when it was submitted. */
interface Submission {
  readonly form: HTMLFormElement;
  readonly values: Record<string, string>;
}

/**
 * Records the next submission of the form. Returns a function for its values and for whether the form is still there.
 */
async function recordSubmission(): Promise<() => Promise<{ values: Record<string, string>; formIsThere: boolean }>> {
  await page.evaluate(() => {
    addEventListener(
      'submit',
      ({ target }) => {
        const form = target as HTMLFormElement;
        Object.assign(window, { submitted: { form, values: Object.fromEntries(new FormData(form)) } });
      },
      { once: true, capture: true },
    );
  });
  return () =>
    page.evaluate(() => {
      const { form, values } = (window as unknown as { submitted: Submission }).submitted;
      return { values, formIsThere: form.isConnected };
    });
}

/** Fills in a field without an event, as some password managers do. */
async function fillSilently(target: Page, selector: string, value: string): Promise<void> {
  await target.locator(selector).evaluate((input: HTMLInputElement, text) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
  }, value);
}

// One path through every form: a password manager that saves a password in one of them fills it in in the next.
describe('a password manager', { tags: ['pages-password-managers'] }, () => {
  it('finds an address and a new password where an account is created, and sees the form go after that', async () => {
    await page.getByLabel('Email address').fill(address);
    await press(page, 'Email me a link');
    await heading(page, 'Confirm your email address');
    await page.goto(await stage.linkTo('register-confirm', address));
    await page.locator('#new-password').waitFor();
    expect(await fieldsOfForm()).toEqual([
      { name: 'username', type: 'text', autocomplete: 'username', value: address },
      { name: 'new-password', type: 'password', autocomplete: 'new-password' },
    ]);
    expect(await page.locator('#new-password').getAttribute('passwordrules')).toBe('minlength: 15; maxlength: 256;');
    const submission = await recordSubmission();
    await page.getByLabel('New password', { exact: true }).fill(goodPassword);
    await press(page, 'Create account');
    await heading(page, 'Your account is ready');
    expect(await submission()).toEqual({
      values: { username: address, 'new-password': goodPassword },
      formIsThere: false,
    });
    expect(new URL(page.url()).pathname).toBe('/register-complete');
  });

  it('fills in the sign-in form, also without an event, and sees the form go', async () => {
    await page.goto('/login');
    await heading(page, 'Sign in');
    expect(await fieldsOfForm()).toEqual([
      { name: 'email', type: 'email', autocomplete: 'username' },
      { name: 'password', type: 'password', autocomplete: 'current-password' },
    ]);
    const submission = await recordSubmission();
    await fillSilently(page, '#email', address);
    await fillSilently(page, '#password', goodPassword);
    await press(page, 'Sign in');
    await page.locator('#current-password').waitFor();
    expect(await submission()).toEqual({ values: { email: address, password: goodPassword }, formIsThere: false });
    expect(new URL(page.url()).pathname).toBe('/account');
  });

  it('finds both passwords and the address in the account, and sees a form go once the password is changed', async () => {
    expect(await fieldsOfForm()).toEqual([
      { name: 'username', type: 'text', autocomplete: 'username', value: address },
      { name: 'current-password', type: 'password', autocomplete: 'current-password' },
      { name: 'new-password', type: 'password', autocomplete: 'new-password' },
    ]);
    const submission = await recordSubmission();
    await page.getByLabel('Current password').fill(goodPassword);
    await page.getByLabel('New password', { exact: true }).fill(otherPassword);
    await press(page, 'Change password');
    await page.getByRole('status').filter({ hasText: 'Your password is changed' }).waitFor();
    expect(await submission()).toEqual({
      values: { username: address, 'current-password': goodPassword, 'new-password': otherPassword },
      formIsThere: false,
    });
    // Otherwise it would take them for another change of password.
    expect(
      await page.locator('input[type=password]').evaluateAll((all: HTMLInputElement[]) => all.map(i => i.value)),
    ).toEqual(['', '']);
  });

  it('finds a new password behind the link of an email, and sees the form go', async () => {
    const note = await stage.mail.nextTo(address);
    expect(note.text).toContain('was changed');
    await page.goto(await haveResetLink(stage, address));
    await page.locator('#new-password').waitFor();
    expect(await fieldsOfForm()).toEqual([{ name: 'new-password', type: 'password', autocomplete: 'new-password' }]);
    const submission = await recordSubmission();
    await page.getByLabel('New password', { exact: true }).fill(`${goodPassword} again`);
    await press(page, 'Save new password');
    await heading(page, 'Your password is changed');
    expect(await submission()).toEqual({ values: { 'new-password': `${goodPassword} again` }, formIsThere: false });
  });

  it('still sees the form when the password was wrong, and so saves no wrong password', async () => {
    await page.context().clearCookies();
    await page.goto('/login');
    await heading(page, 'Sign in');
    const submission = await recordSubmission();
    await signIn(page, address, 'a wrong password');
    await page.getByText('Wrong email address or password').waitFor();
    expect(await submission()).toEqual({ values: { email: address, password: 'a wrong password' }, formIsThere: true });
    expect(new URL(page.url()).pathname).toBe('/login');
  });

  it('may paste', async () => {
    await page.context().clearCookies();
    await page.goto('/login');
    const goesOn = await page.locator('#password').evaluate((input: HTMLInputElement) => {
      const paste = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: new DataTransfer() });
      return input.dispatchEvent(paste);
    });
    expect(goesOn).toBe(true);
    expect(
      await page.locator('#password').evaluate((input: HTMLInputElement) => [input.readOnly, input.maxLength]),
    ).toEqual([false, -1]);
  });
});
