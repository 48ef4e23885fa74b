/** How the product presents itself, from the server's configuration. */
export interface Brand {
  readonly name: string;
  /** Where people find help; without one no link is shown. */
  readonly supportUrl?: string;
  /** The origin of PUBLIC_URL, under which the browser keeps its cookies. */
  readonly origin?: string;
}

/**
 * The brand of this page. The server writes it into every page that it sends, so nothing has to be requested and
 * nothing changes its looks after the first paint. While prerendering, the name is the placeholder that the server
 * replaces.
 */
export const brand: Brand = typeof document === 'undefined' ? { name: '{{brand.name}}' } : writtenIntoPage();

function writtenIntoPage(): Brand {
  const content = document.querySelector<HTMLMetaElement>('meta[name=brand]')?.content ?? '';
  return content.startsWith('{"') ? (JSON.parse(content) as Brand) : { name: 'Rekey' };
}
