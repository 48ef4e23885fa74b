import type { Page } from 'playwright-core';
import { isAlive, type Stage } from './stage.ts';

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
export async function openAccount(stage: Stage, page: Page, address: string, password = goodPassword): Promise<void> {
  await page.goto('/register');
  await isAlive(page);
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
  await isAlive(page);
  await page.getByLabel('Email address').fill(address);
  await press(page, 'Email me a link');
  await heading(page, 'Check your email');
  return stage.linkTo('password-reset-confirm', address);
}
