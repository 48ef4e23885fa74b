import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_PATHS } from '../../server/src/http/pages.ts';
import { linkPages, type PagePath, pagePaths } from '../src/paths.ts';
import { isHydrated, type Stage, setStage } from './stage.ts';
import { goodPassword, haveAccount, haveRegistrationLink, haveResetLink, heading, newAddress, press } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

const headings: Record<Exclude<PagePath, '/account'>, string> = {
  '/login': 'Sign in',
  '/password-reset': 'Reset your password',
  '/password-reset/done': 'Check your email',
  '/password-reset-confirm': 'Open the link from your email',
  '/password-reset-complete': 'Your password is changed',
  '/password-reset-revoke': 'Open the link from your email',
  '/register': 'Create your account',
  '/register/done': 'Confirm your email address',
  '/register-confirm': 'Open the link from your email',
  '/register-complete': 'Your account is ready',
  '/email-change': 'Open the link from your email',
  '/email-change-revert': 'Open the link from your email',
};

describe('addresses', () => {
  it('are the same in the list of the pages and in that of the server', () => {
    const ours = [...pagePaths, ...linkPages.map(page => `/${page}/:uid/:token`)];
    expect(ours.toSorted()).toEqual([...PAGE_PATHS].toSorted());
  });

  it.each(Object.entries(headings))(
    'open %s directly, after a reload, and with a trailing slash, and ask no other origin',
    { tags: ['pages-own-origin'] },
    async (path, title) => {
      const page = await stage.open(path);
      await heading(page, title);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await page.title()).toBe(`${title} · Rekey`);
      await page.reload();
      await heading(page, title);
      const answer = await page.goto(`${path}/`);
      expect(answer?.status()).toBe(200);
      await heading(page, title);
      expect(page.log.errors).toEqual([]);
      expect(page.log.foreignRequests).toEqual([]);
    },
  );

  it('lead from the bare origin to the account, and from there to sign-in', async () => {
    const page = await stage.open('/');
    await heading(page, 'Sign in');
    expect(page.url()).toBe(`${stage.origin}/login?next=/account`);
  });

  it('without a page are answered with status 404 and a page that says so', async () => {
    const page = await stage.open('/login');
    for (const path of ['/nothing', '/password-reset/nothing', '/password-reset-confirmed/one', '/login/extra']) {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(404);
      await heading(page, 'Page not found');
    }
  });

  it('show their text without JavaScript', async () => {
    const context = await stage.browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(`${stage.origin}/login`);
    await heading(page, 'Sign in');
    await page.getByLabel('Email address').waitFor();
    await context.close();
  });
});

describe('the token of a link from an email', () => {
  it('leaves the address bar before anything else is requested, and goes nowhere but into the questions to the server', {
    tags: ['pages-headers'],
  }, async () => {
    const address = await haveAccount(stage);
    const path = await haveResetLink(stage, address);
    const page = await stage.open('/login');
    const token = path.split('/').at(-1) ?? '';

    page.log.requests.length = 0;
    await page.goto(path);
    await heading(page, 'Choose a new password');
    await page.locator('#new-password').waitFor();
    expect(page.url()).toBe(`${stage.origin}/password-reset-confirm`);
    const [first, ...others] = page.log.requests;
    expect(first?.url()).toContain(token);
    for (const request of others) {
      expect(request.url()).not.toContain(token);
      expect((await request.allHeaders()).referer ?? '').toBe('');
    }
  });

  it('survives a reload, and is forgotten once it has been used', async () => {
    const address = await haveAccount(stage);
    const page = await stage.open(await haveResetLink(stage, address));
    await heading(page, 'Choose a new password');
    await page.reload();
    await heading(page, 'Choose a new password');
    await page.getByLabel('New password', { exact: true }).fill(`${goodPassword} again`);
    await press(page, 'Save new password');
    await heading(page, 'Your password is changed');
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).toBe('{}');
    await page.goto('/password-reset-confirm');
    await heading(page, 'Open the link from your email');
  });

  it('is forgotten when it does not work', async () => {
    const page = await stage.open('/password-reset-confirm/abc/def');
    await heading(page, 'This link is not complete');
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).toBe('{}');
    await page.getByRole('link', { name: 'Send me a new link' }).click();
    await heading(page, 'Reset your password');
  });

  it('works where the browser forbids storage', async () => {
    const address = await haveAccount(stage);
    const path = await haveResetLink(stage, address);
    const page = await stage.open('/login');
    await page.addInitScript(() => {
      Object.defineProperty(window, 'sessionStorage', {
        get() {
          throw new DOMException('forbidden', 'SecurityError');
        },
      });
    });
    await page.goto(path);
    await heading(page, 'Choose a new password');
  });
});

describe('the links of an email', () => {
  it('work on after what mail programs do to them', { tags: ['link-survives'] }, async () => {
    const reset = await haveResetLink(stage, await haveAccount(stage));
    const registration = await haveRegistrationLink(stage, newAddress());
    const encoded = (path: string) =>
      path.replace(/[0-9a-f]/g, letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
    const damaged = (path: string) => [
      path.toUpperCase(),
      ...[
        '.',
        ')',
        '>',
        ',',
        '%20',
        '%3E',
        '%22',
        '/',
        '/)',
        '%2F',
        '&amp;',
        '?utm_source=mail',
        '#',
        'Regards',
        '%',
      ].map(behind => path + behind),
      path.replace(/\/([^/]+)$/, (_, token: string) => `/${token.slice(0, 40)}%0D%0A${token.slice(40)}`),
      path.replace(/[^/]+$/, encoded),
      path.replace('-confirm', '%2Dconfirm'),
      `/${path}`,
    ];
    const page = await stage.open('/login');
    for (const [link, title] of [
      ...damaged(reset).map(path => [path, 'Choose a new password'] as const),
      ...damaged(registration).map(path => [path, 'Choose a password'] as const),
    ]) {
      const answer = await page.goto(stage.origin + link);
      expect(answer?.status(), link).toBe(200);
      expect(answer?.headers()['cache-control'], link).toBe('no-store');
      await page.locator('main:not([aria-busy])').waitFor();
      expect(await page.locator('h1').textContent(), link).toBe(title);
    }
  });

  it.each(['', '/'])('say that they are not complete where they were cut off behind the uid%s', async end => {
    const link = await haveResetLink(stage, await haveAccount(stage));
    const cut = link.slice(0, link.lastIndexOf('/')) + end;
    const page = await stage.open('/login');
    expect((await page.goto(cut))?.status()).toBe(200);
    await heading(page, 'This link is not complete');
    expect(page.url()).toBe(`${stage.origin}/password-reset-confirm`);
  });

  it('say that they have expired when they have', async () => {
    const shortLived = await setStage({ PASSWORD_RESET_TIMEOUT: '1', REGISTRATION_TIMEOUT: '1' });
    try {
      const address = newAddress();
      const page = await shortLived.open('/register');
      await page.getByLabel('Email address').fill(address);
      await press(page, 'Email me a link');
      const path = await shortLived.linkTo('register-confirm', address);
      await expect
        .poll(
          async () => {
            await page.goto(path);
            await isHydrated(page);
            await page.locator('main:not([aria-busy])').waitFor();
            return page.locator('h1').textContent();
          },
          { timeout: 60_000 },
        )
        .toBe('This link has expired');
      await page.getByRole('link', { name: 'Send me a new link' }).click();
      await heading(page, 'Create your account');
    } finally {
      await shortLived.close();
    }
  });

  it('say that they were used when they were', async () => {
    const address = await haveAccount(stage);
    const path = await haveResetLink(stage, address);
    const page = await stage.open('/login');
    await page.goto(path);
    await page.getByLabel('New password', { exact: true }).fill(`${goodPassword} again`);
    await press(page, 'Save new password');
    await heading(page, 'Your password is changed');
    await page.goto(path);
    await heading(page, 'This link no longer works');
  });
});
