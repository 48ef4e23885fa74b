import type { Page, Request } from 'playwright-core';

/** What a page did behind the scenes. */
export interface Watch {
  readonly requests: Request[];
  /** Requests that left for another origin. */
  readonly strangers: string[];
  /** What the page's security policy refused, what scripts threw, and what the console complained about. */
  readonly complaints: string[];
}

/** Takes down every request, violation and error of a page from the beginning. */
export async function watch(page: Page, origin: string): Promise<Watch> {
  const seen: Watch = { requests: [], strangers: [], complaints: [] };
  page.on('request', request => {
    seen.requests.push(request);
    if (!request.url().startsWith(`${origin}/`)) seen.strangers.push(request.url());
  });
  page.on('pageerror', error => seen.complaints.push(String(error)));
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') seen.complaints.push(message.text());
  });
  return seen;
}
