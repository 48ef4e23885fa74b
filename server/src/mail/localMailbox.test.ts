import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest } from '../testing/rawRequest.ts';
import { type LocalMailbox, startLocalMailbox } from './localMailbox.ts';
import { createMailboxMails, MAX_MAILS } from './mailboxMails.ts';
import { createTransport } from './transport.ts';

/** Sends a mail to the mailbox as the product does. */
async function deliver(
  mailbox: LocalMailbox,
  mail: { subject: string; text?: string; html?: string },
): Promise<string> {
  const server = { host: '127.0.0.1', port: mailbox.smtpPort, tls: 'none' as const, from: 'no-reply@rekey.example' };
  const transport = createTransport(server, { brandName: 'Rekey' });
  const delivery = await transport.send(
    {
      id: 'one',
      language: 'en',
      date: new Date(),
      text: 'Hello',
      html: '<p>Hello</p>',
      ...mail,
      to: 'anna@example.com',
    },
    new AbortController().signal,
  );
  transport.close();
  return delivery.kind;
}

describe('the local mailbox', () => {
  let mailbox: LocalMailbox;
  let app: { url: string };
  let own: { host: string; origin: string };
  beforeAll(async () => {
    mailbox = await startLocalMailbox(0, 0);
    const { port } = new URL(mailbox.webUrl);
    app = { url: `http://127.0.0.1:${port}` };
    own = { host: `localhost:${port}`, origin: mailbox.webUrl };
  });
  afterAll(() => mailbox.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    rawRequest(app, path, { headers: { host: own.host, ...headers } });
  const pathsOf = (page: string) => [...page.matchAll(/<li><a href="([^"]+)"/g)].map(([, path = '']) => path);

  it('shows what was sent to it, the newest first, as rendered, as text and as source', async () => {
    expect(await deliver(mailbox, { subject: 'First' })).toBe('accepted');
    const link = 'https://login.example.com/password-reset-confirm/a/b';
    expect(
      await deliver(mailbox, {
        subject: 'Second <b>',
        text: `Choose a new password:\n\n${link}\n\n<script>alert(1)</script>`,
        html: `<html><head></head><body><a href="${link}">Choose</a></body></html>`,
      }),
    ).toBe('accepted');

    const { headers, text: page } = await get('/');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.indexOf('Second')).toBeLessThan(page.indexOf('First'));
    expect(page).toContain('anna@example.com');
    expect(page).not.toContain('<b>');
    const [newest = ''] = pathsOf(page);
    expect((await get(`${newest}/html`)).text).toContain(`<head><base target="_blank"></head><body><a href="${link}">`);
    const asText = (await get(`${newest}?view=text`)).text;
    expect(asText).toContain(`<a href="${link}" target="_blank" rel="noopener noreferrer">${link}</a>`);
    expect(asText).not.toContain('<script>alert');
    expect((await get(`${newest}?view=source`)).text).toMatch(/Message-ID: [\s\S]*multipart\/alternative/i);
  });

  it('runs no script of a mail and loads nothing for it', async () => {
    const [newest = ''] = pathsOf((await get('/')).text);
    expect((await get(newest)).text).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    const policy = String((await get(`${newest}/html`)).headers['content-security-policy']);
    expect(policy).toMatch(/^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; /);
    expect(policy).not.toMatch(/allow-scripts|allow-same-origin|https?:|\*/);
    expect(String((await get('/')).headers['content-security-policy'])).toMatch(/script-src 'sha256-[^']+';/);
  });

  it.each<[string, Record<string, string>]>([
    ['under a name of its own (DNS rebinding)', { host: 'evil.example' }],
    ['under a name and port of its own', { host: 'evil.example:1080', origin: 'http://evil.example:1080' }],
    ['from its own origin', { origin: 'https://evil.example' }],
    ['from a frame without an origin', { origin: 'null' }],
    ['as an image or a script', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['from another port of this machine', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
  ])(
    'neither shows nor deletes anything for a foreign page %s',
    { tags: ['inside-addresses'] },
    async (_how, foreign) => {
      await deliver(mailbox, { subject: 'Kept' });
      const [newest = ''] = pathsOf((await get('/')).text);
      for (const path of ['/', newest, `${newest}/html`, `${newest}?view=source`, '/events', '/nothing']) {
        const { status, headers, text: body } = await get(path, foreign);
        expect([status, body.includes('Kept'), headers['access-control-allow-origin']]).toEqual([
          403,
          false,
          undefined,
        ]);
      }
      for (const path of ['/delete', `${newest}/delete`]) {
        for (const method of ['POST', 'DELETE', 'PUT', 'OPTIONS']) {
          const { status } = await rawRequest(app, path, { method, headers: { host: own.host, ...foreign } });
          expect(status, `${method} ${path}`).toBe(403);
        }
      }
      expect((await get(newest)).text).toContain('Kept');
    },
  );

  it('deletes nothing by GET, and nothing for a request without an origin', async () => {
    const [newest = ''] = pathsOf((await get('/')).text);
    for (const path of ['/delete', `${newest}/delete`]) {
      await get(path);
      expect((await rawRequest(app, path, { method: 'POST', headers: { host: own.host } })).status).toBe(403);
    }
    expect((await get(newest)).status).toBe(200);
  });

  it('tells open pages of each change, and deletes one mail or all', async () => {
    await deliver(mailbox, { subject: 'To be deleted' });
    const [newest = ''] = pathsOf((await get('/')).text);
    const events = await fetch(`${mailbox.webUrl}/events`);
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
    // At the start too, for what has come since the page was made.
    expect((await reader?.read())?.value).toBe('data: changed\n\n');

    const post = (path: string) => rawRequest(app, path, { method: 'POST', headers: own });
    expect((await post(`${newest}/delete`)).headers.location).toBe('/');
    expect((await reader?.read())?.value).toBe('data: changed\n\n');
    expect((await get(newest)).status).toBe(404);
    expect(pathsOf((await get('/')).text)).not.toEqual([]);
    expect((await post('/delete')).status).toBe(303);
    expect(pathsOf((await get('/')).text)).toEqual([]);
    await reader?.cancel();
  });

  it('takes no HTTP on its SMTP port, where a foreign page could post mails', async () => {
    const socket = connect(mailbox.smtpPort, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: evil.example\r\n\r\nMAIL FROM:<a@example.com>\r\n');
    expect(await text(socket)).toMatch(/^421 .*\r\n$/);
  });

  it('keeps the newest mails alone, and shows a message that is hardly one', async () => {
    const mails = createMailboxMails();
    for (let n = 0; n <= MAX_MAILS; n += 1) await mails.add(Buffer.from(`Subject: mail ${n}\r\n\r\nHello`));
    await mails.add(Buffer.from('\r\n'));
    expect(mails.all).toHaveLength(MAX_MAILS);
    expect(mails.all.slice(0, 2).map(mail => mail.subject)).toEqual(['(no subject)', `mail ${MAX_MAILS}`]);
  });
});

describe('the ports of the local mailbox', () => {
  it('are the next free ones where its own are taken', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => occupant.once('listening', resolve));
    const address = occupant.address();
    const taken = typeof address === 'object' && address ? address.port : 0;

    const mailbox = await startLocalMailbox(taken, taken);
    expect(mailbox.smtpPort).toBeGreaterThan(taken);
    expect(Number(new URL(mailbox.webUrl).port)).toBeGreaterThan(mailbox.smtpPort);
    await mailbox.close();
    occupant.close();
  });
});
