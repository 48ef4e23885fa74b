import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oldestBrowsers } from '../oldestBrowsers.ts';
import { takeEveryFlow } from './everyFlow.ts';
import { laterBuiltIns, removeBuiltIns } from './laterBuiltIns.ts';
import { type Stage, setStage } from './stage.ts';
import { haveRegistrationLink, heading, newAddress } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** Opens a page in a browser that has nothing but what each of the oldest has, in workers too. */
async function openInOldest(path: string) {
  const page = await stage.open(path);
  await page.addInitScript(removeBuiltIns, laterBuiltIns);
  await page.route('**/rekey/*worker*.js', async route => {
    const answer = await route.fetch();
    const body = `(${removeBuiltIns})(${JSON.stringify(laterBuiltIns)});${await answer.text()}`;
    await route.fulfill({ response: answer, body });
  });
  await page.reload();
  return page;
}

describe('the oldest browser', { tags: ['pages-alive'] }, () => {
  it('leads through every flow', async () => {
    const page = await openInOldest('/register');
    const has = await page.evaluate(() => ['canParse' in URL, 'withResolvers' in Promise, 'hasOwn' in Object]);
    expect(has).toEqual([false, false, true]);
    await takeEveryFlow(stage, page);
    expect(page.log.errors).toEqual([]);
  });

  it('helps with a new password', async () => {
    const page = await openInOldest('/login');
    await page.goto(await haveRegistrationLink(stage, newAddress()));
    await heading(page, 'Choose a password');
    await page.locator('#new-password').fill('123456789012345');
    await page.locator('.strength[data-score="0"], .strength[data-score="1"]').waitFor();
    expect(page.log.errors).toEqual([]);
  });

  it('is named in the README', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const { chrome, firefox, safari } = oldestBrowsers;
    expect(readme).toMatch(
      new RegExp(`Safari and iOS ${safari}, Chrome and Edge ${chrome}, and\\s+Firefox ${firefox}`),
    );
  });
});
