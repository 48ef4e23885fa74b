/** How the product presents itself, from the server's configuration. */
export interface Brand {
  readonly name: string;
  /** Where people find help, and what they agree to; without one no link is shown. */
  readonly helpUrl?: string;
  readonly termsUrl?: string;
  readonly privacyUrl?: string;
}

/**
 * The brand of this page. The server writes it into every page that it sends, so nothing has to be requested and
 * nothing changes its looks after the first paint. While prerendering, everything is a placeholder: the server replaces
 * it, and leaves out the links to what the brand does not name.
 */
export const brand: Brand = typeof document === 'undefined' ? placeholders() : writtenIntoPage();

function placeholders(): Brand {
  return {
    name: '{{brand.name}}',
    helpUrl: '{{brand.helpUrl}}',
    termsUrl: '{{brand.termsUrl}}',
    privacyUrl: '{{brand.privacyUrl}}',
  };
}

function writtenIntoPage(): Brand {
  const content = document.querySelector<HTMLMetaElement>('meta[name=brand]')?.content ?? '';
  return content.startsWith('{"') ? (JSON.parse(content) as Brand) : { name: 'Rekey' };
}
