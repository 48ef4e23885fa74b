import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import type { Brand } from '../domain/brand.ts';
import { brandColours } from '../domain/brandColours.ts';
import { escapeHtml } from '../domain/escapeHtml.ts';
import { chooseLanguage, isRightToLeft, type Language } from '../domain/language.ts';
import { languageCookieFor } from '../domain/languages.ts';
import type { ErrorPageKind } from '../messages/messages.ts';
import { messagesIn } from '../messages/messagesIn.ts';

/** An error answer: a page for people, JSON for programs. Nothing of the request is in it. */
interface ErrorAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What decides the form of the answer, as far as it is known. */
export interface ErrorReader {
  readonly accept: string | undefined;
  readonly acceptLanguage: string | undefined;
  /** Missing where a request fails before its cookies are read. */
  readonly cookies?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Makes the answer to a request that failed with this status. */
export type ErrorAnswers = (status: number, reader: ErrorReader) => ErrorAnswer;

/** JSON for programs. Our own messages, since those of a parser may quote the request. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'The request is not well formed.',
  404: 'There is nothing at this address.',
  405: 'This address does not take this method. Allow names those that it takes.',
  408: 'The request took too long.',
  413: 'The request is too large.',
  414: 'The address is too long.',
  415: 'Send application/json.',
  429: 'There are too many requests.',
  431: 'The headers of the request are too large.',
  500: 'Internal server error',
  503: 'The service is not available at the moment.',
};

const PAGES: Readonly<Record<number, ErrorPageKind>> = {
  405: 'WRONG_METHOD',
  413: 'TOO_LONG',
  414: 'TOO_LONG',
  429: 'TOO_MANY_REQUESTS',
  431: 'TOO_MANY_COOKIES',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
};

/** Longer than any browser's. The rest is ignored, so a hostile header costs no time. */
const LONGEST_ACCEPT = 1024;

/** Whether a caller asks for a page: it prefers HTML to JSON (RFC 9110 section 12.5.1). Programs mostly accept all. */
export function wantsPage(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const header = accept.slice(0, LONGEST_ACCEPT);
  return new Negotiator({ headers: { accept: header } }).mediaType(['application/json', 'text/html']) === 'text/html';
}

/** Makes error answers in the name of the product, with a link to where its pages begin. */
export function errorAnswers(brand: Pick<Brand, 'name' | 'colour'>, basePath: string): ErrorAnswers {
  const style = styleOf(brand.colour);
  const languageCookie = languageCookieFor(basePath);
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return (status, { accept, acceptLanguage, cookies }) => {
    const always = { 'cache-control': 'no-store', vary: 'Accept, Accept-Language, Cookie' };
    if (!wantsPage(accept)) {
      const error = REASONS[status] ?? 'The request was refused.';
      return {
        headers: { ...always, 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ error }),
      };
    }
    const kind = PAGES[status] ?? (status >= 500 ? 'FAILED' : 'BAD_REQUEST');
    const language = chooseLanguage(acceptLanguage, cookies?.[languageCookie]);
    return {
      headers: {
        ...always,
        'content-type': 'text/html; charset=utf-8',
        'content-language': language,
        'content-security-policy': policy,
      },
      body: pageOf({ kind, language, name: brand.name, style, home: `${basePath}/` }),
    };
  };
}

/** Answers a request with an error. */
export function sendError(
  answers: ErrorAnswers,
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
): FastifyReply {
  const { headers, body } = answers(status, {
    accept: request.headers.accept,
    acceptLanguage: request.headers['accept-language'],
    cookies: request.cookies,
  });
  return reply.code(status).headers(headers).send(body);
}

/** A page of its own: it needs no script, no asset and no database. */
function pageOf(page: {
  readonly kind: ErrorPageKind;
  readonly language: Language;
  readonly name: string;
  readonly style: string;
  readonly home: string;
}): string {
  const { kind, language, name, style, home } = page;
  const words = messagesIn(language).errorPage;
  const { heading, advice } = words[kind];
  return `<!doctype html>
<html lang="${language}" dir="${isRightToLeft(language) ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(`${heading} – ${name}`)}</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="brand">${escapeHtml(name)}</p>
<h1>${escapeHtml(heading)}</h1>
<p>${escapeHtml(advice)}</p>
<p><a href="${home}">${escapeHtml(words.home)}</a></p>
</main>
</body>
</html>
`;
}

function styleOf(colour: string): string {
  const { ink, darkInk } = brandColours(colour);
  return (
    ':root{color-scheme:light dark}' +
    'body{margin:0;padding:12vh 1.5rem;font:1rem/1.55 system-ui,sans-serif}' +
    'main{max-width:28rem;margin:auto}' +
    'h1{font-size:1.6rem;line-height:1.25}' +
    `.brand{border-inline-start:.35rem solid ${colour};padding-inline-start:.6rem;font-weight:650}` +
    `a{color:${ink}}` +
    `@media(prefers-color-scheme:dark){a{color:${darkInk}}}`
  );
}
