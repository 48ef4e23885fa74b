import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalMailbox, startLocalMailbox } from '../../server/src/mail/localMailbox.ts';
import { createTransport } from '../../server/src/mail/transport.ts';
import { axeFindings, tooWide } from './findings.ts';
import { openBrowser } from './openBrowser.ts';

let mailbox: LocalMailbox;
let browser: Browser;
let page: Page;
let link: string;

async function deliver(subject: string): Promise<void> {
  const server = { host: '127.0.0.1', port: mailbox.smtpPort, tls: 'none' as const, from: 'no-reply@rekey.example' };
  const transport = createTransport(server, { brandName: 'Rekey' });
  const html = `<p>Hello</p><script>document.body.textContent = 'a script ran'</script><a href="${link}">Choose</a>`;
  const mail = { id: 'one', language: 'en' as const, date: new Date(), to: 'ada@example.com', text: `Go to ${link}` };
  await transport.send({ ...mail, subject, html }, new AbortController().signal);
  transport.close();
}

beforeAll(async () => {
  mailbox = await startLocalMailbox(0, 0);
  link = `${mailbox.webUrl}/password-reset-confirm/YWRh/token`;
  browser = await openBrowser();
  page = await browser.newPage();
});
afterAll(async () => {
  await browser.close();
  await mailbox.close();
});

describe('the page of the local mailbox', () => {
  it('shows an email as soon as it arrives, and says so', async () => {
    await page.goto(mailbox.webUrl);
    expect(await page.textContent('#list')).toContain('No email yet');
    await deliver('First');
    await page.waitForSelector('#list a');
    await deliver('Second');
    await expect.poll(() => page.title()).toBe('Mailbox (2)');
    expect(await page.textContent('#news')).toBe('New email: Second');
    expect(await page.textContent('h2')).toBe('Second');
  });

  it('shows it as rendered without its scripts, and opens its links in tabs of their own', async () => {
    const mail = page.frameLocator('iframe');
    expect(await mail.locator('p').textContent()).toBe('Hello');
    const [tab] = await Promise.all([page.context().waitForEvent('page'), mail.locator('a').click()]);
    expect(tab.url()).toBe(link);
    expect(await tab.evaluate(() => [document.referrer, window.opener])).toEqual(['', null]);
    await tab.close();
    await page.click('text="Text"');
    expect(await page.getAttribute('pre a', 'href')).toBe(link);
  });

  it('is walked and emptied by keyboard', async () => {
    await page.goto(mailbox.webUrl);
    await page.focus('#list li:last-child a');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/mails\//);
    expect(await page.textContent('h2')).toBe('First');
    await page.focus('#mail form button');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.title()).toBe('Mailbox (1)');
  });

  it.each(['light', 'dark'] as const)('has no finding of axe in %s, and fits 320 pixels', async colorScheme => {
    await page.emulateMedia({ colorScheme });
    for (const view of ['/', 'html', 'text', 'source']) {
      const path = (await page.getAttribute('#list a', 'href')) ?? '';
      await page.goto(new URL(view === '/' ? '/' : `${path}?view=${view}`, mailbox.webUrl).href);
      expect(await tooWide(page), view).toEqual([]);
      expect(await axeFindings(page), view).toEqual([]);
    }
  });

  it('shows an email that arrives while the page follows no changes', async () => {
    let connections = 0;
    await page.route('**/events', async route => {
      connections += 1;
      if (connections > 1) return route.continue();
      await deliver('Unseen');
      // Ends at once, so the browser connects again.
      await route.fulfill({ contentType: 'text/event-stream', body: 'retry: 10\n\n' });
    });
    await page.goto(mailbox.webUrl);
    await page.getByRole('heading', { name: 'Unseen' }).waitFor();
    expect(connections).toBe(2);
  });
});
