import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { closedPort } from '../../server/src/testing/smtpSink.ts';
import { states } from '../playground/states/states.ts';
import { accessibilityTree } from './accessibilityTree.ts';
import { takeEveryFlow } from './everyFlow.ts';
import { type Stage, setStage } from './stage.ts';
import { reach } from './states.ts';
import { goodPassword, haveAccount, heading, press } from './steps.ts';
import { translatePage } from './translator.ts';

// facebook/react#11538: a browser that translates a page replaces the texts that React rendered.

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** Opens a page whose browser translates it, as some readers of languages without a catalogue do. */
async function openTranslated(path: string, way: 'wrap' | 'move') {
  const page = await stage.open(path, { reducedMotion: 'reduce' });
  await page.addInitScript(translatePage, way);
  await page.reload();
  await page.locator('h1 font').first().waitFor();
  return page;
}

describe('a page that the browser translates', { tags: ['pages-alive'] }, () => {
  it('shows in every state what it shows untranslated', async () => {
    const page = await openTranslated('/login', 'move');
    for (const state of states) {
      await reach(page, state);
      const tree = await accessibilityTree(page);
      await expect.soft(tree).toMatchFileSnapshot(`./accessibility/${state.name.replaceAll(/\W+/g, '-')}.txt`);
    }
    expect(page.log.errors.filter(error => !error.startsWith('Failed to load resource'))).toEqual([]);
    await page.context().close();
  });

  it.each(['wrap', 'move'] as const)('leads through every flow (%s)', async way => {
    const page = await openTranslated('/register', way);
    await takeEveryFlow(stage, page);
    expect(page.log.errors).toEqual([]);
    await page.context().close();
  });
});

describe('a page whose code fails', () => {
  it('says what may have happened and offers to load it again, in its language', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open('/login', { locale: 'de-DE' });
    await page.route('**/graphql', async route => {
      if (!route.request().postData()?.includes('"Account"')) return route.continue();
      const answer = await (await route.fetch()).json();
      if (answer.data.me) answer.data.me.sessions = 'not what was agreed';
      return route.fulfill({ json: answer });
    });
    await page.locator('#email').fill(address);
    await page.locator('#password').fill(goodPassword);
    await press(page, 'Anmelden');
    await heading(page, 'Diese Seite funktioniert nicht mehr');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    expect(await page.title()).toContain('Diese Seite funktioniert nicht mehr');
    await page.unroute('**/graphql');
    await press(page, 'Seite neu laden');
    await heading(page, 'Ihr Konto');
  });

  it.each(['', '/auth'])('has a mark that leads home, below the path of PUBLIC_URL: "%s"', async path => {
    const origin = `http://localhost:${await closedPort()}`;
    const below = await setStage({ PORT: new URL(origin).port, PUBLIC_URL: origin + path });
    onTestFinished(() => below.close());
    const page = await below.open(`${path}/login`);
    // Its code fails where it reads an account that has no sessions.
    const me = { id: '', email: 'ada@example.com', createdAt: '2026-11-30T00:00:00Z' };
    await page.route('**/graphql', route => route.fulfill({ json: { data: { me } } }));
    await page.goto(`${path}/account`);
    await heading(page, 'This page has stopped working');
    await page.unroute('**/graphql');
    await page.getByRole('banner').getByRole('link').click();
    await heading(page, 'Sign in');
    expect(new URL(page.url()).pathname).toBe(`${path}/login`);
  });
});
