import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type State, states } from '../playground/states/states.ts';
import { accessibilityTree } from './accessibilityTree.ts';
import { axeFindings, brokenWords, lostInForcedColours, motion, tooWide } from './findings.ts';
import { isHydrated, type Stage, setStage } from './stage.ts';
import { reach } from './states.ts';
import { createAccount, heading, press, signIn } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

const phone = { width: 375, height: 667 };

/** Takes a page in one language through every state, and returns the findings of `inspect`. */
async function throughStates(
  options: BrowserContextOptions,
  inspect: (page: Page, name: string) => Promise<string[]>,
): Promise<string[]> {
  const page = await stage.open('/login', { reducedMotion: 'reduce', ...options });
  const found: string[] = [];
  for (const state of states) {
    await reach(page, state);
    found.push(...(await inspect(page, state.name)).map(finding => `${state.name}: ${finding}`));
  }
  await page.context().close();
  return found;
}

async function digitsOfTheRegion(page: Page): Promise<string[]> {
  const said = await page.locator('body').textContent();
  return said?.match(/[\u0660-\u0669\u06f0-\u06f9]/g) ?? [];
}

describe('every state of every screen', { tags: ['pages-for-everyone'] }, () => {
  describe('in English', () => {
    const trees = new Map<string, string>();
    let found: string[];
    beforeAll(async () => {
      found = await throughStates({ locale: 'en-GB' }, async (page, name) => {
        trees.set(name, await accessibilityTree(page));
        const findings = [...(await axeFindings(page)), ...(await tooWide(page)), ...(await motion(page))];
        findings.push(...(await lostInForcedColours(page)), ...(await brokenWords(page)));
        await page.emulateMedia({ colorScheme: 'dark' });
        findings.push(...(await axeFindings(page, 'rules of colour')).map(finding => `in the dark: ${finding}`));
        await page.emulateMedia({ colorScheme: 'light' });
        return findings;
      });
    }, 600_000);

    it('has no accessibility findings, in light, dark and forced colours and with reduced motion', () => {
      expect(found).toEqual([]);
    });

    it('has the accessibility tree that was last reviewed', async () => {
      for (const [name, tree] of trees) {
        await expect.soft(tree).toMatchFileSnapshot(`./accessibility/${name.replaceAll(/\W+/g, '-')}.txt`);
      }
    });
  });

  // What axe judges is the same in every language but for the direction of the page. The region has digits of its own.
  it('has no accessibility findings in Arabic, from right to left, and one kind of digits', async () => {
    const found = await throughStates({ locale: 'ar-EG', colorScheme: 'dark', viewport: phone }, async page => [
      ...(await axeFindings(page)),
      ...(await tooWide(page)),
      ...(await brokenWords(page)),
      ...(await digitsOfTheRegion(page)),
    ]);
    expect(found).toEqual([]);
  });

  // Japanese is measured where all of its states are read (i18n.test.ts).
  it('fits a small screen, with its words whole, in German, whose words are long', async () => {
    const found = await throughStates({ locale: 'de-DE', viewport: phone }, async page => [
      ...(await tooWide(page)),
      ...(await brokenWords(page)),
    ]);
    expect(found).toEqual([]);
  });
});

describe('the inspection of a page', () => {
  it('finds every kind of problem, inside the card and outside', async () => {
    const page = await stage.open('/login', { reducedMotion: 'reduce' });
    await page.evaluate(() => {
      for (const place of document.querySelectorAll('main, .card')) {
        const pale = Object.assign(document.createElement('p'), { textContent: 'hardly to be read' });
        Object.assign(pale.style, { color: '#999', width: '400px' });
        place.append(pale, document.createElement('img'));
        pale.animate({ opacity: [0.5, 1] }, 1_000_000).effect?.updateTiming({ fill: 'both' });
        pale.className = 'pale';
      }
      for (const button of document.querySelectorAll<HTMLElement>('.button')) button.style.border = '0';
    });
    const pale = 'color-contrast at .card > .pale, #main > .pale';
    expect(await axeFindings(page, 'rules of colour')).toEqual([pale]);
    expect(await axeFindings(page)).toEqual([pale, expect.stringMatching(/^image-alt at/)]);
    expect(await motion(page)).toEqual(['moves: pale', 'moves: pale']);
    expect((await tooWide(page)).length).toBeGreaterThan(0);
    expect(await lostInForcedColours(page)).toEqual([expect.stringContaining('button')]);
  });
});

describe('a long address', () => {
  it('wraps inside its card', async () => {
    const address = 'averylongnamethatgoesonandonandonandon@averylongdomain.example.com';
    const page = await stage.open('/register');
    await createAccount(stage, page, address);
    await page.goto('/login');
    await isHydrated(page);
    await signIn(page, address);
    await page.getByRole('heading', { name: address }).waitFor();
    expect(await tooWide(page)).toEqual([]);
  });
});

describe('the keyboard alone', { tags: ['pages-for-everyone'] }, () => {
  it('leads from the first field to a requested email, in reading order', async () => {
    const page = await stage.open('/login');
    const here = () =>
      page.evaluate(() => document.activeElement?.textContent || document.activeElement?.getAttribute('name'));
    expect(await here()).toBe('email');
    const stops: (string | null | undefined)[] = [];
    for (let stop = 0; stop < 5; stop += 1) {
      await page.keyboard.press('Tab');
      stops.push(await here());
    }
    expect(stops).toEqual(['password', 'Show', 'Forgot password?', 'Sign in', 'Create an account']);
    for (let stop = 0; stop < 2; stop += 1) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await heading(page, 'Reset your password');
    expect(await here()).toBe('email');
    await page.keyboard.type('unknown@example.com');
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
  const strongPassword = states.find(state => state.name === 'register-confirm, strong password') as State;

  it('judges a new password as it is typed, as the server will', async () => {
    const page = await stage.open('/login');
    await reach(page, strongPassword);
    const rules = page.getByRole('listitem');
    const met = () => rules.evaluateAll(items => items.map(item => item.getAttribute('data-state')));
    expect(await met()).toEqual(['met', 'met']);
    await page.locator('#new-password').fill('123456789012345');
    await page.locator('.strength[data-score="0"], .strength[data-score="1"]').waitFor();
    expect(await met()).toEqual(['met', 'open']);
    await page.getByRole('status').filter({ hasText: 'does not meet every rule yet' }).waitFor();
  });

  it('tells password managers what they need to know', { tags: ['pages-password-managers'] }, async () => {
    const page = await stage.open('/login');
    expect(await page.locator('#email').getAttribute('autocomplete')).toBe('username');
    expect(await page.locator('#password').getAttribute('autocomplete')).toBe('current-password');
    await reach(page, strongPassword);
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
