import type { Page, Route } from 'playwright-core';
import { isHydrated, type Stage } from './stage.ts';

/** A password that meets every rule. */
export const goodPassword = 'quartz lantern drizzle 47 moth';

/** Another one. */
export const otherPassword = 'velvet anchor pickle 93 swan';

/** What steps without a page need of a stage. */
export type Site = Pick<Stage, 'origin' | 'linkTo'>;

let people = 0;

/** An address that has not been used yet. */
export function newAddress(): string {
  people += 1;
  return `person${people}@example.com`;
}

/** Waits for the heading of a screen. */
export async function heading(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
}

/** Presses a button by its label. */
export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

/** Creates an account through the browser and the email, as a person would. Ends on the last screen. */
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

/** Requests a reset link through the browser and returns its path. */
export async function askForReset(stage: Stage, page: Page, address: string): Promise<string> {
  await page.goto('/password-reset');
  await isHydrated(page);
  await page.getByLabel('Email address').fill(address);
  await press(page, 'Email me a link');
  await heading(page, 'Check your email');
  return stage.linkTo('password-reset-confirm', address);
}

/** Holds requests back until they are released, and counts them. */
export async function holdBack(page: Page, url: string): Promise<{ requests: number; release(): void }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = { requests: 0, release: resolve };
  await page.route(url, async route => {
    held.requests += 1;
    await promise;
    await route.continue();
  });
  return held;
}

/** Lets the next request to the API through, and drops its answer. */
export async function loseNextAnswer(page: Page): Promise<void> {
  const lose = async (route: Route) => {
    await route.fetch();
    await route.abort();
  };
  await page.route('**/graphql', lose, { times: 1 });
}

/** The User-Agent header of an iPhone. */
export const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1';

/** Sends a mutation as a phone, without a page. Fails when the outcome is not the expected one. */
async function send(stage: Site, field: string, values: Record<string, string>, outcome: string): Promise<void> {
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

/** Requests a registration link without a page and returns its path. */
export async function haveRegistrationLink(stage: Site, email: string): Promise<string> {
  await send(stage, 'register', { email }, 'RegistrationStarted');
  return stage.linkTo('register-confirm', email);
}

/** Creates an account without a page and returns its address. */
export async function haveAccount(stage: Site, email = newAddress(), password = goodPassword): Promise<string> {
  const [, , uid = '', token = ''] = (await haveRegistrationLink(stage, email)).split('/');
  await send(stage, 'completeRegistration', { uid, token, password }, 'RegistrationComplete');
  return email;
}

/** Requests a reset link without a page and returns its path. */
export async function haveResetLink(stage: Site, email: string): Promise<string> {
  await send(stage, 'requestPasswordReset', { email }, 'PasswordResetRequested');
  return stage.linkTo('password-reset-confirm', email);
}

/** Signs in on another device, without a page. */
export async function signInFromPhone(stage: Stage, email: string, password = goodPassword): Promise<void> {
  await send(stage, 'login', { email, password }, 'LoggedIn');
}

/** Fails to sign in on another device, without a page. */
export async function tryToSignInFromPhone(stage: Stage, email: string): Promise<void> {
  await send(stage, 'login', { email, password: 'a wrong password' }, 'InvalidCredentials');
}
