import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, setStage } from './stage.ts';
import { statesOf } from './states.ts';
import { heading, press } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** What axe objects to: WCAG 2.2 AA, and what is good practice besides. */
async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id} at ${nodes.map(node => node.target.join(' ')).join(', ')}`);
}

/** Whether anything is wider than the window, so that one would have to scroll in two directions (WCAG 2.2, 1.4.10). */
async function overflow(page: Page): Promise<string[]> {
  const usual = page.viewportSize() ?? { width: 1280, height: 720 };
  const found: string[] = [];
  // The second is what is left of 1280 by 1024 when it is zoomed to 400 %.
  for (const size of [
    { width: 320, height: 640 },
    { width: 320, height: 256 },
  ]) {
    await page.setViewportSize(size);
    const wide = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      const reaches = (element: Element) => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && (box.right > width + 1 || box.left < -1);
      };
      return [...document.body.querySelectorAll('*')].filter(reaches).map(element => element.outerHTML.slice(0, 80));
    });
    found.push(...wide.map(element => `too wide at ${size.width} by ${size.height}: ${element}`));
  }
  await page.setViewportSize(usual);
  return found;
}

/** Controls that cannot be told from words once the system has taken the colours away. */
async function lostInForcedColours(page: Page): Promise<string[]> {
  await page.emulateMedia({ forcedColors: 'active' });
  const borderless = await page.evaluate(() =>
    [...document.querySelectorAll('main .button, main .input')]
      .filter(element => Number.parseFloat(getComputedStyle(element).borderTopWidth) < 1)
      .map(element => `no border with forced colours: ${element.className}`),
  );
  await page.emulateMedia({ forcedColors: 'none' });
  return borderless;
}

/** What moves although the reader has asked for no motion; a spinner may, slowly. */
async function motion(page: Page): Promise<string[]> {
  const moving = await page.evaluate(() =>
    document.getAnimations().map(animation => (animation.effect as KeyframeEffect).target?.getAttribute('class') ?? ''),
  );
  return moving.filter(name => name !== 'spinner').map(name => `moves: ${name}`);
}

/** Takes a page in one language through every state, and collects what is found in each. */
async function throughStates(options: BrowserContextOptions, inspect: (page: Page, name: string) => Promise<string[]>) {
  const page = await stage.open('/login', { reducedMotion: 'reduce', ...options });
  const found: string[] = [];
  // Signing in spends the reset links of the account, so every round has states of its own.
  for (const state of await statesOf(stage)) {
    await state.reach(page);
    found.push(...(await inspect(page, state.name)).map(finding => `${state.name}: ${finding}`));
  }
  await page.context().close();
  return found;
}

describe('every state of every screen', () => {
  it('can be used by everybody in English, whatever they have asked of their system', async () => {
    const found = await throughStates({ locale: 'en-GB' }, async page => {
      const findings = [...(await axe(page)), ...(await overflow(page)), ...(await motion(page))];
      findings.push(...(await lostInForcedColours(page)));
      await page.emulateMedia({ colorScheme: 'dark' });
      findings.push(...(await axe(page)).map(finding => `in the dark: ${finding}`));
      await page.emulateMedia({ colorScheme: 'light' });
      return findings;
    });
    expect(found).toEqual([]);
  });

  it.each([
    ['German, dark', { locale: 'de-DE', colorScheme: 'dark' }],
    ['Japanese, light', { locale: 'ja-JP', colorScheme: 'light' }],
    ['Arabic, dark', { locale: 'ar-EG', colorScheme: 'dark' }],
  ] as const)('can be used by everybody in other words: %s', async (_name, options) => {
    const found = await throughStates(options, async page => [...(await axe(page)), ...(await overflow(page))]);
    expect(found).toEqual([]);
  });

  it('reads to a screen reader as it did when somebody last looked', async () => {
    await throughStates({ locale: 'en-GB' }, async (page, name) => {
      const tree = (await page.locator('body').ariaSnapshot())
        .replaceAll(/\d{1,2} \w{3,4} \d{4}, \d\d:\d\d/g, 'DATE')
        .replaceAll(/person\d+@/g, 'person@')
        .replaceAll(/\b\d:\d\d\b/g, 'CLOCK');
      await expect(`${tree}\n`).toMatchFileSnapshot(`./accessibility/${name.replaceAll(/\W+/g, '-')}.txt`);
      return [];
    });
  });
});

describe('the keyboard alone', () => {
  it('leads from the first field to a mail on its way, in the order in which one reads', async () => {
    const page = await stage.open('/login');
    const here = () =>
      page.evaluate(() => document.activeElement?.textContent || document.activeElement?.getAttribute('name'));
    expect(await here()).toBe('email');
    const stops: (string | null | undefined)[] = [];
    for (let stop = 0; stop < 5; stop += 1) {
      await page.keyboard.press('Tab');
      stops.push(await here());
    }
    expect(stops).toEqual(['Forgot password?', 'password', 'Show', 'Sign in', 'Create an account']);
    for (let stop = 0; stop < 4; stop += 1) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await heading(page, 'Reset your password');
    expect(await here()).toBe('Reset your password');
    await page.keyboard.press('Tab');
    await page.keyboard.type('nobody@example.com');
    await page.keyboard.press('Enter');
    await heading(page, 'Check your email');
    expect(await here()).toBe('Check your email');
  });

  it('shows and hides a password', async () => {
    const page = await stage.open('/login');
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('secret');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await password.getAttribute('type')).toBe('text');
    await press(page, 'Hide password');
    expect(await password.getAttribute('type')).toBe('password');
  });
});

describe('help with passwords', () => {
  it('judges a new password as it is typed, as the server will', async () => {
    const list = await statesOf(stage);
    const page = await stage.open('/login');
    await list.find(state => state.name === 'register-confirm, strong password')?.reach(page);
    const rules = page.getByRole('listitem');
    const met = () => rules.evaluateAll(items => items.map(item => item.getAttribute('data-met')));
    expect(await met()).toEqual(['true', 'true', 'true', 'true']);
    await page.locator('#new-password').fill('123456789012345');
    await page.locator('.strength[data-score="0"], .strength[data-score="1"]').waitFor();
    expect(await met()).toEqual(['true', 'false', 'false', 'true']);
    await page.getByRole('status').filter({ hasText: 'does not meet every rule yet' }).waitFor();
  });

  it('tells password managers what they need to know', async () => {
    const list = await statesOf(stage);
    const page = await stage.open('/login');
    expect(await page.locator('#email').getAttribute('autocomplete')).toBe('username');
    expect(await page.locator('#password').getAttribute('autocomplete')).toBe('current-password');
    await list.find(state => state.name === 'register-confirm, strong password')?.reach(page);
    expect(await page.locator('#new-password').getAttribute('autocomplete')).toBe('new-password');
    expect(await page.locator('#new-password').getAttribute('passwordrules')).toBe('minlength: 15; maxlength: 256;');
    expect(await page.locator('[autocomplete=username]').inputValue()).toMatch(/^person\d+@example\.com$/);
  });

  it('says when caps lock is on', async () => {
    const page = await stage.open('/login');
    await page.locator('#password').focus();
    await page.locator('#password').dispatchEvent('keydown', { key: 'A', modifierCapsLock: true });
    await page.getByRole('status').filter({ hasText: 'Caps lock is on' }).waitFor();
  });
});
