import type { Page } from 'playwright-core';
import { answering, type State, type Step } from '../playground/states/states.ts';
import { isHydrated } from './stage.ts';

/** The addresses of the states whose HOME_URL is another one. */
const PAGES = /\/[\w-]+$/;

/** Brings a page to a state, in any language. The state's answers replace those of the server. */
export async function reach(page: Page, { path, historyState, home, answers = {}, steps = [] }: State): Promise<void> {
  const answerTo = answering(answers);
  await page.unroute('**/graphql');
  await page.route('**/graphql', route => {
    const request = route.request();
    const answer = answerTo(request.postData() ?? '', request.headers()['accept-language'] ?? '');
    if (answer === 'offline') return route.abort();
    return answer === 'server down' ? route.fulfill({ status: 503, body: 'down' }) : route.fulfill({ json: answer });
  });
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
