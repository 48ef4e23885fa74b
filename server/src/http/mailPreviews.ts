import type { FastifyInstance, FastifyReply } from 'fastify';
import { escapeHtml } from '../domain/escapeHtml.ts';
import { isRightToLeft, type Language, languages } from '../domain/language.ts';
import { MAIL_NAMES, type MailName } from '../mail/kinds.ts';
import { previewMail } from '../mail/templates/previewMail.ts';
import type { Templates } from '../mail/templates/templates.ts';

/** The policy of a preview: a mail contains its styles and loads nothing. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/**
 * `GET /playground/mails`: every mail in every language with made-up values, as HTML and as text, with the operator's
 * own templates where there are any. For development, as the playground is.
 */
export function mailPreviews(http: FastifyInstance, templates: Templates): void {
  http.get('/playground/mails', async (_request, reply) => page(reply, 'text/html', overview(templates)));

  for (const language of languages) {
    for (const name of MAIL_NAMES) {
      const path = `/playground/mails/${language}/${name}`;
      http.get(path, async (_request, reply) => page(reply, 'text/html', previewMail(templates, name, language).html));
      http.get(`${path}.txt`, async (_request, reply) => {
        const { subject, text } = previewMail(templates, name, language);
        return page(reply, 'text/plain', `Subject: ${subject}\n\n${text}`);
      });
    }
  }
}

function page(reply: FastifyReply, type: string, content: string): FastifyReply {
  return reply.header('content-security-policy', CONTENT_SECURITY_POLICY).type(`${type}; charset=utf-8`).send(content);
}

function overview(templates: Templates): string {
  const section = (name: MailName) =>
    `<h2>${name}</h2>\n<ul>\n${languages.map(language => entry(templates, name, language)).join('\n')}\n</ul>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Emails</title>
<style>body { max-width: 45rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; }</style>
</head>
<body>
<h1>Emails</h1>
<p>Each with made-up values. Its links open nothing.</p>
${MAIL_NAMES.map(section).join('\n')}
</body>
</html>
`;
}

function entry(templates: Templates, name: MailName, language: Language): string {
  const { subject } = previewMail(templates, name, language);
  // Relative to /playground/mails, below any path.
  const path = `mails/${language}/${name}`;
  const words = `<span lang="${language}" dir="${isRightToLeft(language) ? 'rtl' : 'ltr'}">${escapeHtml(subject)}</span>`;
  return `<li><a href="${path}">${words}</a> · <a href="${path}.txt">text</a> (${language})</li>`;
}
