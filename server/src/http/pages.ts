import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {} from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Brand } from '../domain/brand.ts';
import { chooseLanguage, type Language, languages } from '../domain/language.ts';

/**
 * Every address that the SPA answers, in the order in which a person walks them (web/src/routes.tsx has the screens). The three link paths
 * also exist without their link: that is what is left in the address bar once the token has been taken out of it.
 */
export const PAGE_PATHS = [
  '/login',
  '/password-reset',
  '/password-reset/done',
  '/password-reset-confirm',
  '/password-reset-confirm/:uid/:token',
  '/password-reset-complete',
  '/password-reset-revoke',
  '/password-reset-revoke/:uid/:token',
  '/register',
  '/register/done',
  '/register-confirm',
  '/register-confirm/:uid/:token',
  '/register-complete',
  '/account',
] as const;

/** A page that is sent as it stands, with the policy that lets its own inline scripts run and no others. */
interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** One page in every language. */
type Translations = ReadonlyMap<Language, Page>;

/** Serves the built SPA: its pages under their addresses, its assets for ever, and a 404 page with status 404 for the rest. */
export async function pages(
  http: FastifyInstance,
  options: { readonly folder: string; readonly brand: Brand },
): Promise<void> {
  const read = (file: string) => readTranslations(options.folder, file, options.brand);

  for (const path of PAGE_PATHS) {
    const page = read(pageFile(path));
    http.get(path, async (request, reply) => sendPage(request, reply, page));
  }
  http.get('/', async (_request, reply) => reply.redirect('/account', 302));
  // W3C "A Well-Known URL for Changing Passwords": the page that a password manager sends its owner to.
  http.get('/.well-known/change-password', async (_request, reply) => reply.redirect('/account#change-password', 302));

  await http.register(fastifyStatic, {
    root: options.folder,
    index: false,
    wildcard: false,
    preCompressed: true,
    globIgnore: ['**/*.html', '**/*.br', '**/*.gz'],
    setHeaders: (reply, file) => {
      const hashed = file.includes(`${options.folder}/assets/`);
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600');
    },
  });

  const notFound = read('404.html');
  http.setNotFoundHandler(async (request, reply) => {
    const wantsPage = request.method === 'GET' && request.headers.accept?.includes('text/html') === true;
    reply.code(404);
    return wantsPage ? sendPage(request, reply, notFound) : reply.send({ error: 'There is nothing at this address.' });
  });
}

/** Where the build puts the prerendered page of an address: this file in English, the same in a folder of the language in another. */
function pageFile(path: string): string {
  return `${path.slice(1).replace(/\/:uid\/:token$/, '')}.html`;
}

function readTranslations(folder: string, file: string, brand: Brand): Translations {
  return new Map(
    languages.map(language => {
      const path = join(folder, language === languages[0] ? '' : language, file);
      if (!existsSync(path)) throw new Error(`the pages have not been built: there is no ${path}`);
      const html = withBrand(readFileSync(path, 'utf8'), brand);
      return [language, { html, contentSecurityPolicy: contentSecurityPolicyOf(html) }];
    }),
  );
}

/** Writes the brand into the marks that the build left for it. */
function withBrand(html: string, brand: Brand): string {
  return html
    .replaceAll('{{brand.name}}', () => escapeHtml(brand.name))
    .replace('{{brand}}', () => escapeHtml(JSON.stringify(brand)));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/** Everything from this origin alone; scripts in the page itself only where their hash was taken here, at start. */
function contentSecurityPolicyOf(html: string): string {
  const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => script,
  );
  const hashes = inline.map(script => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    "default-src 'none'",
    `script-src 'self' ${[...new Set(hashes)].join(' ')}`.trim(),
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Sends a page in the language that was chosen in the page's own switch, else in the one that the browser asks for. */
function sendPage(request: FastifyRequest, reply: FastifyReply, translations: Translations): FastifyReply {
  const language = chooseLanguage(request.cookies.language ?? request.headers['accept-language']);
  const page = translations.get(language) as Page;
  return reply
    .header('content-security-policy', page.contentSecurityPolicy)
    .header('cache-control', 'no-cache')
    .header('vary', 'Accept-Language, Cookie')
    .type('text/html; charset=utf-8')
    .send(page.html);
}
