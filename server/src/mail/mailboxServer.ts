import { createServer, type Server, type ServerResponse } from 'node:http';
import { isForeignRequest, LOOPBACK_NAMES } from '../domain/isForeignRequest.ts';
import type { MailboxMail, MailboxMails } from './mailboxMails.ts';
import { MAIL_POLICY, MAILBOX_POLICY, type MailView, mailboxPage, mailViews, renderedMail } from './mailboxPage.ts';

/** Sent with every answer: no other origin may embed, frame or cache what the mailbox holds. */
const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // With no-referrer, a form of the page would send no Origin.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

/**
 * The page of the local mailbox. Foreign pages can neither read mails nor delete them (see {@link isForeignRequest}).
 *
 * - `GET /` shows the list and the newest mail, `GET /mails/:id` another one, both with `?view=text` or `?view=source`.
 * - `GET /mails/:id/html` is the mail itself, for a frame without scripts.
 * - `GET /events` tells of each change, and once at the start (server-sent events).
 * - `POST /mails/:id/delete` and `POST /delete` forget one mail, or all.
 */
export function createMailboxServer(mails: MailboxMails): Server {
  return createServer((request, response) => {
    // No body is ever read.
    request.resume();
    if (isForeignRequest({ method: request.method ?? '', headers: request.headers }, LOOPBACK_NAMES)) {
      send(response, { status: 403, body: 'The mailbox answers its own pages alone.' });
      return;
    }
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    if (url?.pathname === '/events' && request.method === 'GET') follow(mails, response);
    else send(response, url ? answer(mails, request.method ?? '', url) : { status: 404 });
  });
}

function answer(mails: MailboxMails, method: string, { pathname, searchParams }: URL): Answer {
  const [, id = '', part] = /^\/mails\/([\w-]+)(?:\/(html|delete))?$/.exec(pathname) ?? [];
  if (method === 'POST') return remove(mails, pathname, id, part);
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, headers: { allow: 'GET, HEAD, POST' } };

  const mail = mails.find(id);
  if (mail && part === 'html') return rendered(mail);
  const wanted = searchParams.get('view');
  const view = mailViews.find(known => known === wanted);
  if (pathname === '/') return page(mails, undefined, view);
  return mail && part === undefined
    ? page(mails, mail, view)
    : { status: 404, body: 'There is nothing at this address.' };
}

function remove(mails: MailboxMails, pathname: string, id: string, part: string | undefined): Answer {
  if (pathname === '/delete') mails.remove();
  else if (part === 'delete') mails.remove(id);
  else return { status: 404 };
  return { status: 303, headers: { location: '/' } };
}

function page(mails: MailboxMails, chosen: MailboxMail | undefined, view: MailView | undefined): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': MAILBOX_POLICY },
    body: mailboxPage(mails.all, { chosen, view }),
  };
}

function rendered(mail: MailboxMail): Answer {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': MAIL_POLICY,
      'referrer-policy': 'no-referrer',
    },
    body: renderedMail(mail),
  };
}

function send(response: ServerResponse, { status, headers, body = '' }: Answer): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8', ...headers }).end(body);
}

function follow(mails: MailboxMails, response: ServerResponse): void {
  response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
  const tell = () => response.write('data: changed\n\n');
  // Mails may have come or gone since the page was made, or since the browser lost its connection.
  tell();
  response.once('close', mails.onChange(tell));
}
