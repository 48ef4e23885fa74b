import type { Page } from 'playwright-core';
import { answering, type State, type Step } from '../playground/states/states.ts';
import { isHydrated } from './stage.ts';

/** The addresses of the states whose HOME_URL is another one. */
const PAGES = /\/[\w-]+$/;

/** Brings a page to a state, in any language. The state's answers replace those of the server. */
export async function reach(page: Page, { path, historyState, home, answers = {}, steps = [] }: State): Promise<void> {
  await answerOperations(page, answering(answers));
  await leadHomeTo(page, home);
  await forgetTheLastState(page);
  await page.goto(path);
  await isHydrated(page);
  if (historyState) {
    await page.evaluate(state => history.replaceState(state, ''), historyState);
    await page.reload();
    await isHydrated(page);
  }
  await page.locator('main:not([aria-busy])').waitFor();
  for (const step of steps) await take(page, step);
}

type AnswerTo = ReturnType<typeof answering>;

/** What answers the operations of each page at the moment. */
const answersTo = new WeakMap<Page, AnswerTo>();

/**
 * Answers the operations of a page in place of the server. Within the page, since a route makes Chromium forget its cache,
 * and so compile every script again for every state.
 */
async function answerOperations(page: Page, answerTo: AnswerTo): Promise<void> {
  const isFirst = !answersTo.has(page);
  answersTo.set(page, answerTo);
  if (!isFirst) return;
  await page.exposeFunction('answerOperation', (body: string, language: string) =>
    answersTo.get(page)?.(body, language),
  );
  await page.addInitScript(() => {
    const { answerOperation } = window as unknown as { answerOperation: AnswerTo };
    const usual = window.fetch;
    window.fetch = async (target, init) => {
      if (!new URL(String(target), location.href).pathname.endsWith('/graphql')) return usual(target, init);
      const language = new Headers(init?.headers).get('accept-language') ?? '';
      const answer = await answerOperation(String(init?.body), language);
      if (answer === 'offline') throw new TypeError('Failed to fetch');
      return answer === 'server down' ? new Response('down', { status: 503 }) : Response.json(answer);
    };
  });
}

/** Writes another HOME_URL into the pages that the server sends, or leaves them as they are. */
async function leadHomeTo(page: Page, home: string | undefined): Promise<void> {
  await page.unroute(PAGES);
  if (home === undefined) return;
  await page.route(PAGES, async route => {
    if (!route.request().isNavigationRequest()) return route.fallback();
    const response = await route.fetch();
    const body = (await response.text()).replace(/(&quot;home&quot;:&quot;).*?(?=&quot;)/, `$1${home}`);
    return route.fulfill({ response, body });
  });
}

/** Each state begins in a tab that carries nothing. */
async function forgetTheLastState(page: Page): Promise<void> {
  if (page.url() === 'about:blank') return;
  await page.evaluate(() => {
    history.replaceState(null, '');
    localStorage.clear();
    sessionStorage.clear();
  });
}

/** Does one step of a state. */
export async function take(page: Page, step: Step): Promise<void> {
  if ('fill' in step) await page.locator(step.fill).fill(step.with);
  else if ('press' in step) await page.locator(step.press).first().click();
  else await page.locator(step.see).first().waitFor();
}
