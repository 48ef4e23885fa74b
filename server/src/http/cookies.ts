import type { CookieSerializeOptions } from '@fastify/cookie';
import { DEVICE_COOKIE_LIFETIME_SECONDS } from '../limits/deviceCookie.ts';

/** The name and attributes of a cookie. */
export interface Cookie {
  readonly name: string;
  readonly options: CookieSerializeOptions;
}

/** The cookie in which a session travels. */
export function sessionCookieFor(options: { readonly https: boolean; readonly lifetimeSeconds: number }): Cookie {
  return cookieFor('rekey_session', options);
}

/**
 * The cookie that makes a browser a known device of the accounts that it has signed in to. It outlives every session.
 */
export function deviceCookieFor({ https }: { readonly https: boolean }): Cookie {
  return cookieFor('rekey_device', { https, lifetimeSeconds: DEVICE_COOKIE_LIFETIME_SECONDS });
}

/**
 * HttpOnly, so that no script reads it, and SameSite=Lax, so that no other site's form sends it. Under https it is
 * Secure and its name begins with `__Host-`. Browsers then reject one that another subdomain has set (RFC 6265bis
 * section 4.1.3).
 */
function cookieFor(name: string, options: { readonly https: boolean; readonly lifetimeSeconds: number }): Cookie {
  return {
    name: options.https ? `__Host-${name}` : name,
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure: options.https, maxAge: options.lifetimeSeconds },
  };
}
