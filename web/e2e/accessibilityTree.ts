import type { Page } from 'playwright-core';

/** What a screen reader is told of a page, without what differs between runs. */
export async function accessibilityTree(page: Page): Promise<string> {
  const tree = (await page.locator('body').ariaSnapshot())
    // It is announced after a pause, so it may be there or not.
    .replaceAll(/- status: (?:This password .*|\d+ of \d+ characters)/g, '- status')
    .replaceAll(/\d{1,2} \w{3,4} \d{4}, \d\d:\d\d/g, 'DATE')
    .replaceAll(/person\d+@/g, 'person@')
    .replaceAll(/\b(?:\d+ seconds?|1 minute)\b/g, 'WAIT');
  return `${tree}\n`;
}
