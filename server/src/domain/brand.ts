import { type EmailAddress, shownEmail } from './emailAddress.ts';

/** How the product presents itself, in pages and mails. */
export interface Brand {
  readonly name: string;
  /** `#rrggbb`, for buttons and the mark. */
  readonly colour: string;
  /** A path on this server; without one the built-in mark is shown. */
  readonly logoUrl?: string | undefined;
  /** Where a reader finds help; either may be missing. */
  readonly supportUrl?: string | undefined;
  readonly supportEmail?: string | undefined;
  /** Terms of use and privacy policy: an https address, or a path on this server. */
  readonly termsUrl?: string | undefined;
  readonly privacyUrl?: string | undefined;
}

/** Where a reader finds help: the page, else the mailbox. Undefined where the brand names neither. */
export function helpOf({
  supportUrl,
  supportEmail,
}: Brand): { readonly shown: string; readonly href: string } | undefined {
  if (supportUrl !== undefined) return { shown: supportUrl, href: supportUrl };
  if (supportEmail === undefined) return undefined;
  return { shown: shownEmail(supportEmail as EmailAddress), href: mailtoUrl(supportEmail) };
}

/** The `mailto:` URL of an address (RFC 6068): what would end the address in a URL is encoded. */
export function mailtoUrl(address: string): string {
  return `mailto:${encodeURIComponent(address).replaceAll('%40', '@')}`;
}
