import { pagePathOf } from '../paths.ts';

/** Where Rekey lives, from the server's configuration. */
export interface Place {
  /** The path of PUBLIC_URL, which everything of Rekey is below, without a slash at its end. Empty without one. */
  readonly base: string;
  /** The origin of PUBLIC_URL, under which the browser keeps its cookies. */
  readonly origin?: string;
}

/**
 * The place of this page. The server writes it into every page that it sends. While prerendering, it holds the
 * placeholders that the server replaces.
 */
export const place: Place = typeof document === 'undefined' ? { base: '{{base}}' } : writtenIntoPage();

function writtenIntoPage(): Place {
  const content = document.querySelector<HTMLMetaElement>('meta[name=place]')?.content ?? '';
  return content.startsWith('{"') ? (JSON.parse(content) as Place) : { base: '' };
}

/**
 * The cookie of the language switch. The server reads it to choose the prerendered page. On an origin that a product
 * shares, it is a name that no product uses.
 */
export const languageCookie = place.base === '' ? 'language' : 'rekey_language';

/** The path as the router knows it, of an address that is one of our own pages; undefined for any other address. */
export function ownPageOf(address: string): string | undefined {
  if (!address.startsWith(`${place.base}/`)) return undefined;
  const path = address.slice(place.base.length);
  return pagePathOf(path.replace(/[?#].*$/, '')) && path;
}
