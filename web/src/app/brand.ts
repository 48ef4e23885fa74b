/** How the product presents itself, as the server's configuration says. */
export interface Brand {
  name: string;
  /** Where people find help; without one no link is shown. */
  supportUrl?: string;
}

/**
 * The brand of this page. The server writes it into every page that it sends, so that nothing has to be asked for and nothing
 * changes its looks after the first paint; while prerendering, the name is the mark that the server puts the name in place of.
 */
export const brand: Brand = typeof document === 'undefined' ? { name: '{{brand.name}}' } : writtenIntoPage();

function writtenIntoPage(): Brand {
  const content = document.querySelector<HTMLMetaElement>('meta[name=brand]')?.content ?? '';
  return content.startsWith('{"') ? (JSON.parse(content) as Brand) : { name: 'Rekey' };
}
