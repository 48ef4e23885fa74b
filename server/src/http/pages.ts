import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {} from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Brand, helpOf } from '../domain/brand.ts';
import { brandColours } from '../domain/brandColours.ts';
import { escapeHtml } from '../domain/escapeHtml.ts';
import { chooseLanguage, type Language, languages } from '../domain/language.ts';
import { languageCookieFor } from '../domain/languages.ts';
import { type ErrorAnswers, sendError, wantsPage } from './errorAnswers.ts';
import type { PagePlace } from './pagePlace.ts';

/**
 * The pages of mailed links. Their address contains a token, which a browser's cache and history would keep with the
 * page.
 */
const LINK_PAGES = [
  'register-confirm',
  'password-reset-confirm',
  'password-reset-revoke',
  'email-change',
  'email-change-revert',
] as const;

/**
 * Every path of the SPA (web/src/routes.tsx has the screens). The pages of mailed links also exist without uid and
 * token, since the page removes these from the address bar.
 */
export const PAGE_PATHS = [
  '/login',
  '/password-reset',
  '/password-reset/done',
  '/password-reset-complete',
  '/register',
  '/register/done',
  '/register-complete',
  '/account',
  ...LINK_PAGES.flatMap(page => [`/${page}`, `/${page}/:uid/:token`] as const),
] as const;

const LINK_PATH = new RegExp(`^/(?:${LINK_PAGES.join('|')})(?:/|$)`);

/**
 * Makes the function that undoes what mail programs do to a link: change its letter case, take in what stands behind it,
 * and cut it off. It gives the path of the page. The page itself reads uid and token from the address bar.
 */
export function undoMailDamage(basePath: string): (url: string) => string {
  const below = basePath.replaceAll('.', '\\.').replaceAll('/', '/+');
  const mailedLink = new RegExp(`^${below}/+(${LINK_PAGES.join('|')})/+([^/?]+)(?:/+([^/?]+))?.*$`, 'i');
  return url =>
    url.replace(mailedLink, (_, page: string, uid: string, token?: string) => {
      const path = `${basePath}/${page.toLowerCase()}`;
      return token === undefined ? path : `${path}/${uid}/${token}`;
    });
}

/** The pages that the build writes for every way of registration (web/src/prerender.tsx). */
const ABOUT_REGISTRATION: readonly string[] = ['/login', '/register'];

/** A page, with the policy that allows only its own inline scripts. */
interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
  /** Whether search engines are asked not to list it, as its own meta element says. */
  readonly unlisted: boolean;
}

/** The brand as web/src/app/brand.ts reads it. */
type PageBrand = ReturnType<typeof pageBrand>;

/** One page in every language, and the cookie that chooses one of them. */
interface Translations {
  readonly pages: ReadonlyMap<Language, Page>;
  readonly languageCookie: string;
}

/** The built pages and what the server writes into them. */
export interface PagesOptions {
  readonly folder: string;
  readonly brand: Brand;
  readonly place: PagePlace;
}

/**
 * Serves the built SPA: its pages under their addresses, below the prefix that the instance was registered with, and its
 * assets for ever.
 */
export async function pages(http: FastifyInstance, options: PagesOptions): Promise<void> {
  const read = (file: string) => readTranslations(file, options);

  for (const path of PAGE_PATHS) {
    const page = read(pageFile(path, options.place.registration));
    const cacheControl = LINK_PATH.test(path) ? 'no-store' : 'no-cache';
    // People type and paste page addresses, so only pages accept a trailing slash.
    for (const spelling of [path, `${path}/`]) {
      http.get(spelling, async (request, reply) => sendPage(request, reply, page, cacheControl));
      // A form that was sent without the script of its page: nothing of it is read, and the person is back at the page.
      http.post(spelling, { onRequest: backToPage }, backToPage);
    }
  }
  // Below a path these are two addresses, and Fastify tells its hooks of the second only where it is added by itself.
  for (const prefixTrailingSlash of options.place.base === ''
    ? (['both'] as const)
    : (['no-slash', 'slash'] as const)) {
    http.post('/', { prefixTrailingSlash, onRequest: backToPage }, backToPage);
    http.get('/', { prefixTrailingSlash }, async (_request, reply) =>
      reply.redirect(`${options.place.base}/account`, 302),
    );
  }

  await http.register(fastifyStatic, {
    root: options.folder,
    index: false,
    wildcard: false,
    preCompressed: true,
    globIgnore: ['**/*.html', '**/*.br', '**/*.gz'],
    setHeaders: (reply, file) => {
      const hashed = file.includes(`${options.folder}/rekey/`);
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600');
    },
  });
}

/** Answers every address without a route with status 404: browsers with a page, programs with JSON. */
export function notFoundPage(http: FastifyInstance, options: PagesOptions & { readonly errors: ErrorAnswers }): void {
  const notFound = readTranslations('404.html', options);
  http.setNotFoundHandler(async (request, reply) => {
    // A file that this version does not have may be there a moment later, on a replica of another version.
    return wantsPage(request.headers.accept)
      ? sendPage(request, reply.code(404), notFound, 'no-store')
      : sendError(options.errors, request, reply, 404);
  });
}

async function backToPage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply.header('cache-control', 'no-store').redirect(request.url, 303);
}

/**
 * Where the build puts the prerendered page of an address: this file in English, the same in a folder of the language
 * in another. Pages that say who may create an account have one for `invite` and one for `closed`.
 */
function pageFile(path: string, registration: PagePlace['registration']): string {
  const variant = registration && ABOUT_REGISTRATION.includes(path) ? `-${registration}` : '';
  return `${path.slice(1).replace(/\/:uid\/:token$/, '')}${variant}.html`;
}

function pageBrand(brand: Brand) {
  const { name, colour, termsUrl, privacyUrl } = brand;
  const { onBrand, hover, ink, darkInk } = brandColours(colour);
  return {
    name,
    /** By the names of their custom properties (web/src/ui/tokens.css). */
    colours: {
      '--brand': colour,
      '--on-brand': onBrand,
      '--brand-hover': hover,
      '--brand-ink': ink,
      '--brand-dark-ink': darkInk,
    },
    helpUrl: helpOf(brand)?.href,
    termsUrl,
    privacyUrl,
  };
}

function readTranslations(file: string, { folder, brand, place }: PagesOptions): Translations {
  const shown = pageBrand(brand);
  const translated = new Map(
    languages.map(language => {
      const path = join(folder, language === languages[0] ? '' : language, file);
      if (!existsSync(path)) throw new Error(`the pages have not been built: there is no ${path}`);
      const html = filledIn(readFileSync(path, 'utf8'), shown, place);
      const unlisted = html.includes('<meta name="robots" content="noindex"');
      return [language, { html, contentSecurityPolicy: contentSecurityPolicyOf(html), unlisted }];
    }),
  );
  return { pages: translated, languageCookie: languageCookieFor(place.base) };
}

/** A link whose address is a placeholder. */
const LINK_OF_BRAND = /<a [^>]*href="\{\{brand\.(helpUrl|termsUrl|privacyUrl)\}\}"[^>]*>.*?<\/a>/g;

const PLACEHOLDER = /\{\{brand(?:\.(name|helpUrl|termsUrl|privacyUrl))?\}\}/g;

/**
 * Fills in the placeholders of place and brand in a page, and leaves out the links to what the brand does not name. The
 * path of PUBLIC_URL has no character of HTML or scripts.
 */
function filledIn(html: string, brand: PageBrand, place: PagePlace): string {
  return html
    .replaceAll('{{base}}', place.base)
    .replaceAll('{{home}}', () => escapeHtml(place.home))
    .replace('{{place}}', () => escapeHtml(JSON.stringify(place)))
    .replace(LINK_OF_BRAND, (link, name: 'helpUrl' | 'termsUrl' | 'privacyUrl') => (brand[name] ? link : ''))
    .replace(PLACEHOLDER, (_, name?: 'name') => escapeHtml(name ? brand[name] : JSON.stringify(brand)));
}

/** Allows this origin alone, and inline scripts by the hashes that are computed at the start. */
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
function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { pages, languageCookie }: Translations,
  cacheControl: string,
): FastifyReply {
  const language = chooseLanguage(request.headers['accept-language'], request.cookies[languageCookie]);
  const page = pages.get(language) as Page;
  if (page.unlisted) reply.header('x-robots-tag', 'noindex');
  return reply
    .header('content-security-policy', page.contentSecurityPolicy)
    .header('cache-control', cacheControl)
    .header('content-language', language)
    .header('vary', 'Accept-Language, Cookie')
    .type('text/html; charset=utf-8')
    .send(page.html);
}
