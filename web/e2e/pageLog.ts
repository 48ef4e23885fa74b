import type { Page, Request } from 'playwright-core';

/** What a page has requested and what went wrong on it. */
export interface PageLog {
  readonly requests: Request[];
  /** URLs of requests to another origin. */
  readonly foreignRequests: string[];
  /** Violations of the page's security policy, errors of scripts, and warnings and errors of the console. */
  readonly errors: string[];
}

/** Records requests and errors of a page from the beginning. */
export async function recordPage(page: Page, origin: string): Promise<PageLog> {
  const log: PageLog = { requests: [], foreignRequests: [], errors: [] };
  page.on('request', request => {
    log.requests.push(request);
    if (!request.url().startsWith(`${origin}/`)) log.foreignRequests.push(request.url());
  });
  page.on('pageerror', error => log.errors.push(String(error)));
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') log.errors.push(message.text());
  });
  return log;
}
