import type { CookieSerializeOptions } from '@fastify/cookie';

/** The name and attributes of the cookie in which a session travels. */
export interface SessionCookie {
  readonly name: string;
  readonly options: CookieSerializeOptions;
}

/**
 * HttpOnly, so that no script reads it, and SameSite=Lax, so that no other site's form sends it. Under https it is Secure and its name
 * begins with `__Host-`, with which browsers refuse one that a neighbouring subdomain has planted (RFC 6265bis section 4.1.3).
 */
export function sessionCookieFor(options: {
  readonly https: boolean;
  readonly lifetimeSeconds: number;
}): SessionCookie {
  return {
    name: options.https ? '__Host-rekey_session' : 'rekey_session',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure: options.https, maxAge: options.lifetimeSeconds },
  };
}
