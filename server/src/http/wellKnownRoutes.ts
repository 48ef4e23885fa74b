import type { FastifyInstance } from 'fastify';
import { mailtoUrl } from '../domain/brand.ts';
import type { Clock } from '../domain/clock.ts';
import type { IdentityTokens } from '../sessions/identityTokens.ts';

/** RFC 9116 section 2.5.5 recommends less than a year. */
const SECURITY_TXT_DAYS = 180;

/** Caches notice a new key after this time. */
const JWKS_SECONDS = 60;

const SECURITY_TXT = '/.well-known/security.txt';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * `GET /.well-known/change-password` leads password managers to the form (W3C "A Well-Known URL for Changing
 * Passwords"). Where there is a support address, `GET /.well-known/security.txt` tells finders of vulnerabilities whom
 * to contact (RFC 9116). Where identity tokens are given, `GET /.well-known/jwks.json` has the keys that verify them.
 */
export function wellKnownRoutes(
  http: FastifyInstance,
  options: {
    readonly contact: string | undefined;
    readonly publicUrl: string | undefined;
    /** The path that the pages are below. */
    readonly basePath: string;
    readonly clock: Clock;
    /** Undefined where no service may have tokens. */
    readonly tokens: IdentityTokens | undefined;
  },
): void {
  const { contact, publicUrl, basePath, clock, tokens } = options;
  http.get('/.well-known/change-password', async (_request, reply) =>
    reply.redirect(`${basePath}/account#change-password`, 302),
  );

  if (tokens) {
    http.get('/.well-known/jwks.json', async (_request, reply) =>
      reply.header('cache-control', `public, max-age=${JWKS_SECONDS}`).send(await tokens.jwks()),
    );
  }
  if (contact === undefined) return;
  http.get(SECURITY_TXT, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=86400')
      .type('text/plain; charset=utf-8')
      .send(securityTxt({ contact, publicUrl, now: clock() })),
  );
}

function securityTxt(options: {
  readonly contact: string;
  readonly publicUrl: string | undefined;
  readonly now: Date;
}): string {
  const expires = new Date((Math.floor(options.now.getTime() / DAY_MS) + SECURITY_TXT_DAYS) * DAY_MS);
  const lines = [
    `Contact: ${mailtoUrl(options.contact)}`,
    `Expires: ${expires.toISOString()}`,
    'Preferred-Languages: en',
    ...(options.publicUrl === undefined ? [] : [`Canonical: ${new URL(SECURITY_TXT, options.publicUrl)}`]),
  ];
  return lines.map(line => `${line}\r\n`).join('');
}
