import type { Page } from 'playwright-core';
import { isAlive, type Stage } from './stage.ts';
import { askForReset, goodPassword, newAddress, openAccount } from './steps.ts';

/** A state of a screen: its name, and how to get a page of the product there, in whatever language. */
export interface State {
  name: string;
  reach(page: Page): Promise<void>;
}

const submit = (page: Page) => page.locator('form button[type=submit]').first().click();

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await isAlive(page);
  await page.locator('main:not([aria-busy])').waitFor();
}

/** Every state of every screen that a test can bring about. They need an account and links of their own, which are made here. */
export async function statesOf(stage: Stage): Promise<State[]> {
  const address = newAddress();
  const page = await stage.open('/login');
  await openAccount(stage, page, address);
  const resetLink = await askForReset(stage, page, address);
  const fresh = newAddress();
  await page.goto('/register');
  await page.locator('#email').fill(fresh);
  await submit(page);
  const registerLink = await stage.linkTo('register-confirm', fresh);
  await page.context().close();

  const at = (name: string, path: string, then?: (page: Page) => Promise<void>): State => ({
    name,
    async reach(page) {
      await visit(page, path);
      await then?.(page);
    },
  });
  return [
    at('login', '/login'),
    at('login, nothing typed', '/login', async page => {
      await submit(page);
      await page.getByRole('alert').waitFor();
    }),
    at('login, wrong password', '/login', async page => {
      await page.locator('#email').fill('nobody@example.com');
      await page.locator('#password').fill('wrong');
      await submit(page);
      await page.getByRole('alert').waitFor();
    }),
    at('login, limited', '/login', async page => {
      const limited = { data: { login: { __typename: 'TooManyRequests', retryAfter: 90 } } };
      await page.route('**/graphql', route => route.fulfill({ json: limited }));
      await page.locator('#email').fill('nobody@example.com');
      await page.locator('#password').fill('wrong');
      await submit(page);
      await page.getByRole('timer').waitFor();
      await page.unroute('**/graphql');
    }),
    at('login, offline', '/login', async page => {
      await page.route('**/graphql', route => route.abort());
      await page.locator('#email').fill('nobody@example.com');
      await page.locator('#password').fill('wrong');
      await submit(page);
      await page.getByRole('alert').waitFor();
      await page.unroute('**/graphql');
    }),
    at('password-reset', '/password-reset'),
    at('password-reset, no address', '/password-reset', async page => {
      await submit(page);
      await page.getByRole('alert').waitFor();
    }),
    at('password-reset-done', '/password-reset', async page => {
      await page.locator('#email').fill('nobody@example.com');
      await submit(page);
      await page.getByRole('timer').waitFor();
    }),
    at('password-reset-done, opened directly', '/password-reset/done'),
    at('password-reset-confirm', resetLink, page => page.locator('#new-password').waitFor()),
    at('password-reset-confirm, rejected', resetLink, async page => {
      await page.locator('#new-password').fill('12345678');
      await submit(page);
      await page.getByRole('alert').waitFor();
    }),
    at('password-reset-confirm, invalid', '/password-reset-confirm/a/b'),
    at('password-reset-confirm, missing', '/password-reset-confirm'),
    at('password-reset-complete', '/password-reset-complete'),
    at('password-reset-revoke', '/password-reset-revoke/a/b'),
    at('password-reset-revoke, invalid', '/password-reset-revoke/a/b', async page => {
      await page.locator('main button').click();
      await page.locator('.page-emblem[data-tone=problem]').waitFor();
    }),
    at('register', '/register'),
    at('register-done, opened directly', '/register/done'),
    at('register-confirm, strong password', registerLink, async page => {
      await page.locator('#new-password').fill(goodPassword);
      await page.locator('.strength[data-score="4"]').waitFor();
    }),
    at('register-complete', '/register-complete'),
    at('not-found', '/there/is/nothing'),
    at('account', '/login', async page => {
      await page.locator('#email').fill(address);
      await page.locator('#password').fill(goodPassword);
      await submit(page);
      await page.locator('.rows').first().waitFor();
    }),
  ];
}
