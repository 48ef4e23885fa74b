import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examples } from '../playground/examples.ts';
import { type PageLog, recordPage } from './pageLog.ts';
import { type Stage, setStage } from './stage.ts';

const address = 'ada@example.com';

let stage: Stage;
/** One page for all tests: its editor is large, and slow to render without a graphics card. */
let page: Page;
let log: PageLog;
beforeAll(async () => {
  stage = await setStage({ PLAYGROUND: 'on' });
  const permissions = ['clipboard-read', 'clipboard-write'];
  const context = await stage.browser.newContext({ permissions, viewport: { width: 1440, height: 860 } });
  page = await context.newPage();
  log = await recordPage(page, stage.origin);
  await page.goto(`${stage.origin}/playground`);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
});
afterAll(() => stage.close());

/** Runs the example of a tab, with other variables where given, and waits for an answer that contains the text. */
async function run(tab: string, expected: string, variables?: Record<string, string>): Promise<void> {
  await page.getByTitle(tab, { exact: true }).click();
  await page
    .locator('.graphiql-query-editor .view-lines', { hasText: new RegExp(`(query|mutation)\\s${tab}\\b`) })
    .waitFor();
  if (variables) {
    await page.locator('.graphiql-editor-tool .view-lines').first().click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.evaluate(text => navigator.clipboard.writeText(text), JSON.stringify(variables));
    await page.keyboard.press('ControlOrMeta+V');
  }
  // GraphiQL updates the operation name after its tab has opened. Until then the server finds no operation of that
  // name.
  for (let errors: unknown = 'not run yet'; errors; ) {
    const answer = page.waitForResponse(
      response => response.url().endsWith('/graphql') && !response.request().postData()?.includes('IntrospectionQuery'),
    );
    await page.locator('.graphiql-execute-button').click();
    errors = (await (await answer).json()).errors;
  }
  await page.locator('.result-window .view-lines', { hasText: expected }).waitFor();
}

function partsOf(path: string): { uid: string; token: string } {
  const [, , uid = '', token = ''] = path.split('/');
  return { uid, token };
}

describe('the playground', () => {
  it('holds examples that the schema takes, one operation each', () => {
    const schema = buildSchema(readFileSync(new URL('../../server/schema.graphql', import.meta.url), 'utf8'));
    for (const { query } of examples) {
      const document = parse(query);
      expect(document.definitions).toHaveLength(1);
      expect(validate(schema, document)).toEqual([]);
    }
  });

  it('leads through the whole flow with its examples and a mailbox', async () => {
    await run('Start', '"minLength": 15');
    await run('Register', 'RegistrationStarted');
    const registration = partsOf(await stage.linkTo('register-confirm', address));
    await run('Confirm', 'RegistrationComplete', { ...registration, password: 'plum kettle orbit 71 sandal' });
    await run('Login', 'LoggedIn');
    await run('Me', address);
    await run('Forgot', 'PasswordResetRequested');
    const reset = partsOf(await stage.linkTo('password-reset-confirm', address));
    await run('Check', 'VALID', reset);
    await run('Reset', 'PasswordResetComplete', { ...reset, newPassword: 'violet anchor 36 teapot drizzle' });
    await run('Check', 'SPENT', reset);
    await run('Me', '"me": null');
    expect(log.foreignRequests).toEqual([]);
    // The browser logs the answers that found no operation of that name.
    expect(log.errors.filter(error => !error.includes('status of 400'))).toEqual([]);
  });

  it('keeps what was typed for as long as its browser tab lives, and no longer', async () => {
    await run('Forgot', 'PasswordResetRequested', { email: 'someone@example.com' });
    await page.waitForFunction(() => JSON.stringify(sessionStorage).includes('someone@example.com'));
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });

  it('is light or dark as the reader wants it', async () => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(background).toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(background).toBe('rgb(33, 41, 54)');
  });

  it('is not there where it is switched off', async () => {
    const closed = await setStage({ PLAYGROUND: 'off' });
    try {
      expect((await fetch(`${closed.origin}/playground`)).status).toBe(404);
    } finally {
      await closed.close();
    }
  });
});
