import { createHash } from 'node:crypto';
import { escapeHtml } from '../domain/escapeHtml.ts';
import type { MailboxMail } from './mailboxMails.ts';
import { MAILBOX_SCRIPT, MAILBOX_STYLE } from './mailboxStyle.ts';

/** The views of a mail. */
export const mailViews = ['html', 'text', 'source'] as const;
/** One of them. */
export type MailView = (typeof mailViews)[number];

const VIEW_NAMES: Readonly<Record<MailView, string>> = { html: 'HTML', text: 'Text', source: 'Source' };

/** A mail is shown as in mail clients: no script runs, nothing is loaded, links open new tabs. */
const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';

/** The policy of a mail, also where it is opened outside of its frame. */
export const MAIL_POLICY = [
  `sandbox ${SANDBOX}`,
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** The policy of the page around it: its own script and style, by their hashes. */
export const MAILBOX_POLICY = [
  "default-src 'none'",
  `script-src '${hashOf(MAILBOX_SCRIPT)}'`,
  `style-src '${hashOf(MAILBOX_STYLE)}'`,
  'img-src data:',
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** The HTML of a mail, whose links open new tabs. */
export function renderedMail({ html = '' }: Pick<MailboxMail, 'html'>): string {
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, head => head + base) : base + html;
}

/** The whole page: the list, newest first, and the chosen mail, or the newest one where none is chosen. */
export function mailboxPage(
  mails: readonly MailboxMail[],
  { chosen, view }: { readonly chosen: MailboxMail | undefined; readonly view: MailView | undefined },
): string {
  const shown = chosen ?? mails[0];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${chosen ? `${escapeHtml(chosen.subject)} · Mailbox` : `Mailbox (${mails.length})`}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
<style>${MAILBOX_STYLE}</style>
</head>
<body${chosen ? ' class="chosen"' : ''}>
<header id="top">
<h1>${chosen ? `<a href="/">Mailbox</a>` : 'Mailbox'} <span class="count">${mails.length}</span></h1>
${mails.length > 0 ? '<form method="post" action="/delete"><button>Delete all</button></form>' : ''}
</header>
<nav id="list" aria-label="Emails">
${mails.length > 0 ? `<ol>\n${mails.map(mail => entry(mail, mail === shown)).join('\n')}\n</ol>` : EMPTY}
</nav>
<main id="mail">
${shown ? opened(shown, view ?? (shown.html === undefined ? 'text' : 'html')) : ''}
</main>
<p id="news" role="status"></p>
<script>${MAILBOX_SCRIPT}</script>
</body>
</html>
`;
}

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#3b5bdb"/><path d="M7 11h18v12H7zl9 7 9-7" fill="none" stroke="#fff" stroke-width="2.5" stroke-linejoin="round"/></svg>';

const EMPTY = '<p class="empty">No email yet. It shows here as soon as it arrives.</p>';

function entry(mail: MailboxMail, current: boolean): string {
  return `<li><a href="/mails/${mail.id}"${current ? ' aria-current="true"' : ''}>
<strong dir="auto">${escapeHtml(mail.subject)}</strong>
<span class="to" dir="auto">${escapeHtml(mail.to)}</span>
${timeOf(mail)}
</a></li>`;
}

function timeOf({ arrivedAt }: MailboxMail): string {
  const time = arrivedAt.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return `<time datetime="${arrivedAt.toISOString()}">${time}</time>`;
}

function opened(mail: MailboxMail, view: MailView): string {
  const path = `/mails/${mail.id}`;
  const tabs = mailViews
    .filter(name => name === 'source' || mail[name] !== undefined)
    .map(
      name => `<a href="${path}?view=${name}"${name === view ? ' aria-current="page"' : ''}>${VIEW_NAMES[name]}</a>`,
    );
  return `<a class="back" href="/">All emails</a>
<h2 dir="auto">${escapeHtml(mail.subject)}</h2>
<dl>
<dt>From</dt><dd dir="auto">${escapeHtml(mail.from)}</dd>
<dt>To</dt><dd dir="auto">${escapeHtml(mail.to)}</dd>
<dt>Arrived</dt><dd>${timeOf(mail)}</dd>
</dl>
<div class="bar">
<nav aria-label="Views">${tabs.join('\n')}</nav>
<form method="post" action="${path}/delete"><button>Delete</button></form>
</div>
${content(mail, view)}`;
}

function content(mail: MailboxMail, view: MailView): string {
  if (view === 'html' && mail.html !== undefined) {
    return `<iframe src="/mails/${mail.id}/html" sandbox="${SANDBOX}" title="The email as it is rendered"></iframe>`;
  }
  if (view === 'source') return `<pre tabindex="0">${escapeHtml(mail.source)}</pre>`;
  return `<pre class="text" dir="auto" tabindex="0">${withLinks(mail.text ?? '')}</pre>`;
}

/** The text of a mail, with its links as links. */
function withLinks(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) => {
      const words = escapeHtml(part);
      return index % 2 === 1 ? `<a href="${words}" target="_blank" rel="noopener noreferrer">${words}</a>` : words;
    })
    .join('');
}
