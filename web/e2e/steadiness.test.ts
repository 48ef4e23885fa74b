import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isHydrated, type Stage, setStage } from './stage.ts';
import { goodPassword, haveAccount, haveResetLink, heading, holdBack, press, signIn } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

const viewports = [
  { width: 1280, height: 800 },
  { width: 375, height: 740 },
];

/** A layout shift. */
interface Move {
  /** What moved, from where and to where: left, top, width and height. */
  readonly description: string;
  /** Its score, as in Cumulative Layout Shift. */
  readonly share: number;
  /** Whether the person had done something in the half second before. */
  readonly afterInput: boolean;
}

/** Records the layout shifts of all later pages. Returns a function for those since its last call. */
async function watchMoves(page: Page): Promise<() => Promise<Move[]>> {
  interface Shift extends PerformanceEntry {
    value: number;
    hadRecentInput: boolean;
    sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
  }
  await page.addInitScript(() => {
    const seen: Shift[] = [];
    const observer = new PerformanceObserver(list => seen.push(...(list.getEntries() as Shift[])));
    observer.observe({ type: 'layout-shift', buffered: true });
    const takeShifts = () => [...seen.splice(0), ...(observer.takeRecords() as Shift[])];
    Object.assign(window, { takeShifts });
  });
  return () =>
    page.evaluate(async () => {
      // The latest change has to be rendered before it can be recorded.
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      const place = ({ x, y, width, height }: DOMRect) => [x, y, width, height].map(Math.round).join(' ');
      // Chromium also records a line from right to left whose text was replaced in its place.
      const stays = ({ previousRect, currentRect }: Shift['sources'][number]) =>
        place(previousRect) === place(currentRect);
      const shifts = (window as unknown as { takeShifts: () => Shift[] }).takeShifts();
      const moved = shifts.filter(({ sources }) => sources.length === 0 || !sources.every(stays));
      return moved.map(shift => {
        const sources = shift.sources.map(({ node, previousRect, currentRect }) => {
          const element = node instanceof Element ? node : node?.parentElement;
          return `${element?.outerHTML.slice(0, 60)} from ${place(previousRect)} to ${place(currentRect)}`;
        });
        return { description: sources.join('; '), share: shift.value, afterInput: shift.hadRecentInput };
      });
    });
}

/** Loads the page once more and records what moves afterwards. What moves meanwhile is another test's. */
async function watchReloaded(page: Page): Promise<() => Promise<Move[]>> {
  const moves = await watchMoves(page);
  await page.reload();
  await isHydrated(page);
  await moves();
  return moves;
}

/**
 * Waits for what answers a press. Chromium takes half a second for recent, and a busy machine takes longer to answer. So
 * a key that does nothing is pressed until then.
 */
async function answered(page: Page, selector: string): Promise<void> {
  const answer = page.locator(selector).first();
  while (!(await answer.isVisible())) await page.keyboard.press('Shift');
}

/** The moves that no input has caused. */
const unexpected = (moves: Move[]) => moves.filter(({ afterInput }) => !afterInput);

/** The moves, unless they are too small to be noticed in total. */
const noticeable = (moves: Move[]) => (moves.reduce((sum, { share }) => sum + share, 0) < 0.01 ? [] : moves);

describe.each(viewports)('nothing jumps at $width by $height', viewport => {
  it('while a page is hydrated or waits for the server', async () => {
    const address = await haveAccount(stage);
    const link = await haveResetLink(stage, address);
    const page = await stage.open('/login', { viewport });
    const moves = await watchMoves(page);
    for (const path of [
      '/login',
      '/password-reset',
      '/password-reset/done',
      link,
      '/password-reset-confirm/of/unknown',
      '/password-reset-revoke/of/unknown',
      '/email-change/of/unknown',
      '/email-change-revert/of/unknown',
      '/register',
      '/password-reset-complete',
      '/there/is/nothing',
    ]) {
      await page.goto(path);
      await isHydrated(page);
      await page.locator('main:not([aria-busy])').waitFor();
      expect(noticeable(await moves()), path).toEqual([]);
    }
    await page.goto('/login');
    await signIn(page, address);
    await heading(page, 'Your account');
    await page.locator('.rows').first().waitFor();
    await page.reload();
    await page.locator('.rows').first().waitFor();
    expect(noticeable(await moves()), '/account').toEqual([]);
  });

  it('from screen to screen', async () => {
    const page = await stage.open('/login', { viewport });
    const moves = await watchReloaded(page);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await heading(page, 'Create your account');
    await page.getByRole('link', { name: 'Back to sign in' }).click();
    await heading(page, 'Sign in');
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await heading(page, 'Reset your password');
    await page.getByLabel('Email address').fill('unknown@example.com');
    await press(page, 'Email me a link');
    await heading(page, 'Check your email');
    expect(noticeable(unexpected(await moves()))).toEqual([]);
  });

  it('when something is refused, except right after the press, and not at all when it is refused again', async () => {
    const page = await stage.open('/login', { viewport });
    const moves = await watchReloaded(page);
    await signIn(page, 'unknown@example.com', 'wrong');
    await answered(page, '[role=alert]');
    expect(unexpected(await moves())).toEqual([]);

    const held = await holdBack(page, '**/graphql');
    const first = await page.getByRole('alert').elementHandle();
    await press(page, 'Sign in');
    await page.getByRole('button', { name: 'Signing in…' }).waitFor();
    expect(await moves(), 'while it is on its way').toEqual([]);
    held.release();
    await page.waitForFunction(notice => !notice?.isConnected, first);
    await page.getByRole('alert').waitFor();
    expect(await moves(), 'refused again').toEqual([]);
  });

  it.each(['en-GB', 'de-DE', 'fr-FR', 'ar-EG'])('while a person corrects what was refused: %s', async locale => {
    const page = await stage.open('/login', { viewport, locale });
    const moves = await watchMoves(page);
    await page.goto(await haveResetLink(stage, await haveAccount(stage)));
    await page.locator('#new-password').waitFor();
    await moves();
    await page.locator('#new-password').fill('12345678');
    await page.locator('button[type=submit]').click();
    await answered(page, '[role=alert]');
    await answered(page, '.strength[data-score="0"]');
    expect(unexpected(await moves())).toEqual([]);

    await page.locator('#new-password').pressSequentially(' quartz');
    await page.locator('.field-error[data-shown=false]').nth(1).waitFor({ state: 'attached' });
    await page.locator('#new-password').fill(goodPassword);
    await page.locator('.field-corrected[data-shown=true]').waitFor();
    await page.locator('.strength[data-score="4"]').waitFor();
    expect(await moves()).toEqual([]);
  });

  it('when a field that was left empty is filled in, and a password is shown and hidden', async () => {
    const page = await stage.open('/login', { viewport });
    const moves = await watchReloaded(page);
    await press(page, 'Sign in');
    await answered(page, '[role=alert]');
    expect(unexpected(await moves())).toEqual([]);
    await page.getByLabel('Email address').pressSequentially('ada@example.com');
    await page.getByLabel('Password', { exact: true }).pressSequentially('a password');
    await page.locator('#password').dispatchEvent('keydown', { key: 'A', modifierCapsLock: true });
    await page.getByText('Caps lock is on').waitFor();
    await press(page, 'Show password');
    await press(page, 'Hide password');
    expect(await moves()).toEqual([]);
  });

  it.each(['en-GB', 'de-DE', 'fr-FR', 'ar-EG'])('when a limit is over: %s', async locale => {
    const page = await stage.open('/login', { viewport, locale });
    const moves = await watchReloaded(page);
    const limited = { data: { login: { __typename: 'TooManyRequests', retryAfter: 1 } } };
    await page.route('**/graphql', route => route.fulfill({ json: limited }));
    await page.locator('#email').fill('unknown@example.com');
    await page.locator('#password').fill('wrong');
    await page.locator('button[type=submit]').click();
    await answered(page, '.notice');
    expect(unexpected(await moves())).toEqual([]);
    await page.locator('.notice[data-tone=success]').waitFor();
    expect(await moves()).toEqual([]);
  });
});
