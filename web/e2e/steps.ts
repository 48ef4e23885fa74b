import type { Page } from 'playwright-core';
import { isHydrated, type Stage } from './stage.ts';

/** A password that meets every rule. */
export const goodPassword = 'quartz lantern drizzle 47 moth';

/** Another one. */
export const otherPassword = 'velvet anchor pickle 93 swan';

let people = 0;

/** An address that nobody has used yet. */
export function newAddress(): string {
  people += 1;
  return `person${people}@example.com`;
}

/** Waits for the heading of a screen. */
export async function heading(page: Page, words: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: words, exact: true }).waitFor();
}

/** Presses a button by its words. */
export async function press(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: words, exact: true }).click();
}

/** Opens an account through the browser and the mail, as a person would; ends on the last screen of that walk. */
export async function createAccount(stage: Stage, page: Page, address: string, password = goodPassword): Promise<void> {
  await page.goto('/register');
  await isHydrated(page);
  await page.getByLabel('Email address').fill(address);
  await press(page, 'Email me a link');
  await heading(page, 'Confirm your email address');
  await page.goto(await stage.linkTo('register-confirm', address));
  await heading(page, 'Choose a password');
  await page.getByLabel('New password', { exact: true }).fill(password);
  await press(page, 'Create account');
  await heading(page, 'Your account is ready');
}

/** Signs in from the sign-in screen. */
export async function signIn(page: Page, address: string, password = goodPassword): Promise<void> {
  await page.getByLabel('Email address').fill(address);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Sign in');
}

/** Asks for a reset link and gives its path. */
export async function askForReset(stage: Stage, page: Page, address: string): Promise<string> {
  await page.goto('/password-reset');
  await isHydrated(page);
  await page.getByLabel('Email address').fill(address);
  await press(page, 'Email me a link');
  await heading(page, 'Check your email');
  return stage.linkTo('password-reset-confirm', address);
}

/** Holds requests back until they are let go, and counts them. */
export async function holdBack(page: Page, url: string): Promise<{ requests: number; letGo(): void }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = { requests: 0, letGo: resolve };
  await page.route(url, async route => {
    held.requests += 1;
    await promise;
    await route.continue();
  });
  return held;
}

/** What an iPhone calls itself. */
export const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1';

/** Sends a mutation as a phone, without a page, and fails when its outcome is not the expected one. */
async function send(stage: Stage, field: string, values: Record<string, string>, outcome: string): Promise<void> {
  const names = Object.keys(values);
  const declared = names.map(name => `$${name}: String!`).join(', ');
  const passed = names.map(name => `${name}: $${name}`).join(', ');
  const answer = await fetch(`${stage.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': phone },
    body: JSON.stringify({ query: `mutation (${declared}) { ${field}(${passed}) { __typename } }`, variables: values }),
  });
  const answered = await answer.json();
  if (answered.data?.[field].__typename !== outcome) throw new Error(`${field}: ${JSON.stringify(answered)}`);
}

/** Asks for an account and gives the path of the link to open it with, for tests of what one does with it. */
export async function haveRegistrationLink(stage: Stage, email: string): Promise<string> {
  await send(stage, 'register', { email }, 'RegistrationStarted');
  return stage.linkTo('register-confirm', email);
}

/** Opens an account and gives its address, for tests of what one does with it later. */
export async function haveAccount(stage: Stage, email = newAddress(), password = goodPassword): Promise<string> {
  const [, , uid = '', token = ''] = (await haveRegistrationLink(stage, email)).split('/');
  await send(stage, 'completeRegistration', { uid, token, password }, 'RegistrationComplete');
  return email;
}

/** Asks for a reset link and gives its path, for tests of what one does with it. */
export async function haveResetLink(stage: Stage, email: string): Promise<string> {
  await send(stage, 'requestPasswordReset', { email }, 'PasswordResetRequested');
  return stage.linkTo('password-reset-confirm', email);
}

/** Signs in to an account on another device, of which only the session matters. */
export async function signInFromPhone(stage: Stage, email: string, password = goodPassword): Promise<void> {
  await send(stage, 'login', { email, password }, 'LoggedIn');
}
