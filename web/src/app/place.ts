import { languageCookieFor } from '../../../server/src/domain/languages.ts';
import { accountPath, pagePathOf } from '../paths.ts';

/** Where Rekey lives and where people go on to, from the server's configuration. */
export interface Place {
  /** The path of PUBLIC_URL, which everything of Rekey is below, without a slash at its end. Empty without one. */
  readonly base: string;
  /** The origin of PUBLIC_URL, under which the browser keeps its cookies. */
  readonly origin?: string;
  /** HOME_URL: where people go without a `next`, as a path of this origin or an address. */
  readonly home: string;
  /** NEXT_ORIGINS: the further origins that a `next` may lead to. */
  readonly nextOrigins: readonly string[];
  /** REGISTRATION: whether only those whom an operator has invited may create an account, or no one; else anyone may. */
  readonly registration?: 'invite' | 'closed';
  /** ACCOUNT_DELETION: false where people may not delete their own accounts. */
  readonly accountDeletion?: boolean;
}

/**
 * The place of this page. The server writes it into every page that it sends. While prerendering, it holds the
 * placeholders that the server replaces.
 */
export const place: Place =
  typeof document === 'undefined' ? { base: '{{base}}', home: '{{home}}', nextOrigins: [] } : writtenIntoPage();

/** Whether people go on to another place than their own account. */
export const homeIsElsewhere = pagePathOf(ownPageOf(place.home) ?? '') !== accountPath;

function writtenIntoPage(): Place {
  const content = document.querySelector<HTMLMetaElement>('meta[name=place]')?.content ?? '';
  return content.startsWith('{"') ? (JSON.parse(content) as Place) : { base: '', home: accountPath, nextOrigins: [] };
}

/** The cookie of the language switch. */
export const languageCookie = languageCookieFor(place.base);

/** The path as the router knows it, of an address that is one of our own pages; undefined for any other address. */
export function ownPageOf(address: string): string | undefined {
  if (!address.startsWith(`${place.base}/`)) return undefined;
  const path = address.slice(place.base.length);
  return pagePathOf(path.replace(/[?#].*$/, '')) && path;
}
