import type { Page } from 'playwright-core';
import { isHydrated, type Stage } from './stage.ts';
import {
  goodPassword,
  haveAccount,
  haveRegistrationLink,
  haveResetLink,
  newAddress,
  otherPassword,
  signInFromPhone,
} from './steps.ts';

/** A state of a screen: its name, and how to get a page into it, in any language. */
export interface State {
  readonly name: string;
  reach(page: Page): Promise<void>;
}

const submit = (page: Page) => page.locator('form button[type=submit]').first().click();
const refusal = (page: Page) => page.getByRole('alert').waitFor();

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await isHydrated(page);
  await page.locator('main:not([aria-busy])').waitFor();
}

/** What replaces the server's answer: an outcome, a failure of the server, or a failed connection. */
type Answer = { data: object } | 'server down' | 'offline';

/** Replaces the server's answers while `act` runs. */
async function answering(page: Page, answer: Answer, act: () => Promise<void>): Promise<void> {
  await page.route('**/graphql', route => {
    if (answer === 'offline') return route.abort();
    return answer === 'server down' ? route.fulfill({ status: 503, body: 'down' }) : route.fulfill({ json: answer });
  });
  await act();
  await page.unroute('**/graphql');
}

const limited = (field: string): Answer => ({
  data: { [field]: { __typename: 'TooManyRequests', retryAfter: 90 } },
});

async function signIn(page: Page, address: string, password: string): Promise<void> {
  await page.locator('#email').fill(address);
  await page.locator('#password').fill(password);
  await submit(page);
}

async function ask(page: Page, address: string): Promise<void> {
  await page.locator('#email').fill(address);
  await submit(page);
}

const at = (name: string, path: string, then?: (page: Page) => Promise<void>): State => ({
  name,
  async reach(page) {
    await visit(page, path);
    await then?.(page);
  },
});

/** The same as `at`, with a replaced answer to the requests that the screen sends when it opens. */
const answered = (name: string, path: string, answer: Answer): State => ({
  name,
  reach: page => answering(page, answer, () => visit(page, path)),
});

/** Every state of every screen, with an account and links of their own. */
export async function statesOf(stage: Stage): Promise<State[]> {
  const address = await haveAccount(stage);
  const resetLink = await haveResetLink(stage, address);
  const registerLink = await haveRegistrationLink(stage, newAddress());
  return [...signingIn, ...askingForEmail, ...behindLinks(resetLink, registerLink), ...inTheAccount(stage, address)];
}

const signingIn: readonly State[] = [
  at('login', '/login'),
  at('login, nothing typed', '/login', async page => {
    await submit(page);
    await refusal(page);
  }),
  at('login, wrong password', '/login', async page => {
    await signIn(page, 'unknown@example.com', 'wrong');
    await refusal(page);
  }),
  at('login, limited', '/login', page =>
    answering(page, limited('login'), async () => {
      await signIn(page, 'unknown@example.com', 'wrong');
      await page.getByRole('timer').waitFor();
    }),
  ),
  at('login, offline', '/login', page =>
    answering(page, 'offline', async () => {
      await signIn(page, 'unknown@example.com', 'wrong');
      await refusal(page);
    }),
  ),
  at('login, server down', '/login', page =>
    answering(page, 'server down', async () => {
      await signIn(page, 'unknown@example.com', 'wrong');
      await refusal(page);
    }),
  ),
  at('login, signed out', '/login', async page => {
    await page.evaluate(() => history.replaceState({ signedOut: true }, ''));
    await page.reload();
    await isHydrated(page);
    await page.locator('.notice').waitFor();
  }),
];

const askingForEmail: readonly State[] = [
  at('password-reset', '/password-reset'),
  at('password-reset, no address', '/password-reset', async page => {
    await submit(page);
    await refusal(page);
  }),
  at('password-reset, limited', '/password-reset', page =>
    answering(page, limited('requestPasswordReset'), async () => {
      await ask(page, 'unknown@example.com');
      await page.getByRole('timer').waitFor();
    }),
  ),
  at('password-reset, offline', '/password-reset', page =>
    answering(page, 'offline', async () => {
      await ask(page, 'unknown@example.com');
      await refusal(page);
    }),
  ),
  // Before any address was entered, since the browser keeps it in the history state.
  at('password-reset-done, opened directly', '/password-reset/done'),
  at('password-reset-done', '/password-reset', async page => {
    await ask(page, 'unknown@example.com');
    await page.getByRole('timer').waitFor();
  }),
  at('password-reset-done, sent again', '/password-reset', async page => {
    await ask(page, 'unknown@example.com');
    await page.getByRole('timer').waitFor();
    await page.evaluate(() => history.replaceState({ ...history.state, sentAt: 0 }, ''));
    await page.reload();
    await page.locator('main button:not([aria-disabled])').click();
    await page.locator('.sent-again svg').waitFor();
  }),
  at('register', '/register'),
  at('register, not an address', '/register', async page => {
    await ask(page, 'not an address');
    await refusal(page);
  }),
  at('register-done, opened directly', '/register/done'),
];

/** The screens that an email leads to, and those after them. */
function behindLinks(resetLink: string, registerLink: string): State[] {
  const forged = (screen: string) => `/${screen}/a/b`;
  const policy = { minLength: 15, maxLength: 256, rules: [] };
  const found = (status: string): Answer => ({ data: { status, passwordPolicy: policy } });
  return [
    at('password-reset-confirm', resetLink, page => page.locator('#new-password').waitFor()),
    at('password-reset-confirm, rejected', resetLink, async page => {
      await page.locator('#new-password').fill('12345678');
      await submit(page);
      await refusal(page);
      await page.locator('.strength[data-score="0"]').waitFor();
    }),
    at('password-reset-confirm, corrected', resetLink, async page => {
      await page.locator('#new-password').fill('12345678');
      await submit(page);
      await refusal(page);
      await page.locator('#new-password').fill(goodPassword);
      await page.locator('.notice[data-tone=success]').waitFor();
    }),
    answered('password-reset-confirm, expired', forged('password-reset-confirm'), found('EXPIRED')),
    answered('password-reset-confirm, spent', forged('password-reset-confirm'), found('SPENT')),
    answered('password-reset-confirm, offline', forged('password-reset-confirm'), 'offline'),
    at('password-reset-confirm, invalid', forged('password-reset-confirm')),
    at('password-reset-confirm, missing', '/password-reset-confirm'),
    at('password-reset-complete', '/password-reset-complete'),
    at('password-reset-revoke', forged('password-reset-revoke')),
    at('password-reset-revoke, invalid', forged('password-reset-revoke'), async page => {
      await page.locator('main button').click();
      await page.locator('.page-icon[data-tone=problem]').waitFor();
    }),
    at('password-reset-revoke, cancelled', forged('password-reset-revoke'), page =>
      answering(
        page,
        { data: { revokePasswordReset: { __typename: 'PasswordResetRevoked', message: '' } } },
        async () => {
          await page.locator('main button').click();
          await page.locator('.page-icon[data-tone=success]').waitFor();
        },
      ),
    ),
    at('register-confirm, strong password', registerLink, async page => {
      await page.locator('#new-password').fill(goodPassword);
      await page.locator('.strength[data-score="4"]').waitFor();
    }),
    answered('register-confirm, expired', forged('register-confirm'), found('EXPIRED')),
    answered('register-confirm, spent', forged('register-confirm'), found('SPENT')),
    at('register-complete', '/register-complete'),
    at('not-found', '/there/is/nothing'),
  ];
}

/** Each of these but the first continues where the previous one ended. */
function inTheAccount(stage: Stage, address: string): State[] {
  return [
    at('account', '/login', async page => {
      await signIn(page, address, goodPassword);
      await page.locator('.rows').first().waitFor();
    }),
    {
      name: 'account, password changed',
      async reach(page) {
        await signInFromPhone(stage, address);
        await visit(page, '/account');
        await page.locator('#current-password').fill(goodPassword);
        await page.locator('#new-password').fill(otherPassword);
        await submit(page);
        await page.locator('.notice[data-tone=success] li').waitFor();
        await page.locator('.rows li .button').waitFor({ state: 'detached' });
      },
    },
    {
      name: 'account, another device signed out',
      async reach(page) {
        await signInFromPhone(stage, address, otherPassword);
        await visit(page, '/account');
        await page.locator('.rows li .button').click();
        await page.locator('.notice[data-tone=success]').waitFor();
      },
    },
    answered('account, server down', '/account', 'server down'),
  ];
}
