import type { Page } from 'playwright-core';
import { answering, type State, type Step } from '../playground/states/states.ts';
import { isHydrated } from './stage.ts';

/** Brings a page to a state, in any language. The state's answers replace those of the server. */
export async function reach(page: Page, { path, historyState, answers = {}, steps = [] }: State): Promise<void> {
  const answerTo = answering(answers);
  await page.unroute('**/graphql');
  await page.route('**/graphql', route => {
    const request = route.request();
    const answer = answerTo(request.postData() ?? '', request.headers()['accept-language'] ?? '');
    if (answer === 'offline') return route.abort();
    return answer === 'server down' ? route.fulfill({ status: 503, body: 'down' }) : route.fulfill({ json: answer });
  });
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
