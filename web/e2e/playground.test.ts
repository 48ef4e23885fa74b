import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { examples } from '../playground/examples.ts';
import { type Stage, setStage } from './stage.ts';
import { watch } from './watch.ts';

const address = 'ada@example.com';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ PLAYGROUND: 'on' });
});
afterAll(() => stage.close());
// An editor that nobody looks at any more would still take its share of a small machine.
afterEach(async () => {
  for (const context of stage.browser.contexts()) await context.close();
});

async function openPlayground() {
  const permissions = ['clipboard-read', 'clipboard-write'];
  const context = await stage.browser.newContext({ permissions, viewport: { width: 1440, height: 860 } });
  const page = await context.newPage();
  const watched = Object.assign(page, { watch: await watch(page, stage.origin) });
  await page.goto(`${stage.origin}/playground`);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  return watched;
}

/** Runs the example of a tab, with these variables in the place of its own, and waits for an answer that holds the text. */
async function run(page: Page, tab: string, expected: string, variables?: Record<string, string>): Promise<void> {
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
  // GraphiQL takes note of the name of the operation a moment after its tab is open; until then the server knows none of that name.
  for (let errors: unknown = 'not run yet'; errors; ) {
    const answer = page.waitForResponse('**/graphql');
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

  it('walks somebody through the whole flow with its examples and a mailbox', async () => {
    const page = await openPlayground();
    await run(page, 'Start', '"minLength": 15');
    await run(page, 'Register', 'RegistrationStarted');
    const registration = partsOf(await stage.linkTo('register-confirm', address));
    await run(page, 'Confirm', 'RegistrationComplete', { ...registration, password: 'plum kettle orbit 71 sandal' });
    await run(page, 'Login', 'LoggedIn');
    await run(page, 'Me', address);
    await run(page, 'Forgot', 'PasswordResetRequested');
    const reset = partsOf(await stage.linkTo('password-reset-confirm', address));
    await run(page, 'Check', 'VALID', reset);
    await run(page, 'Reset', 'PasswordResetComplete', { ...reset, newPassword: 'violet anchor 36 teapot drizzle' });
    await run(page, 'Check', 'SPENT', reset);
    await run(page, 'Me', '"me": null');
    expect(page.watch.strangers).toEqual([]);
    // The browser itself takes note of the answers that knew no operation of that name yet.
    expect(page.watch.complaints.filter(words => !words.includes('status of 400'))).toEqual([]);
  });

  it('forgets what was typed when its tab is closed, and keeps it through a reload', async () => {
    const page = await openPlayground();
    await run(page, 'Forgot', 'PasswordResetRequested', { email: 'somebody@example.com' });
    await page.waitForFunction(() => JSON.stringify(sessionStorage).includes('somebody@example.com'));
    await page.reload();
    await page.locator('.graphiql-editor-tool .view-lines', { hasText: 'somebody@example.com' }).waitFor();
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });

  it('is light or dark as the reader wants it, from the first paint on', async () => {
    const page = await (await stage.browser.newContext({ colorScheme: 'light' })).newPage();
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.goto(`${stage.origin}/playground`);
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).toBe('rgb(33, 41, 54)');
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
