import parseAddresses from 'nodemailer/lib/addressparser';

/** The sender of the mails; its domain is also in their Message-ID. */
export interface Sender {
  readonly name: string;
  readonly address: string;
  readonly domain: string;
}

/**
 * Reads EMAIL_FROM: an address alone, which is then shown under the brand's name, or `Name <address>`.
 * Throws when there is no address in it.
 */
export function senderOf(from: string, brandName: string): Sender {
  const [parsed] = parseAddresses(from, { flatten: true });
  const address = parsed?.address ?? '';
  const at = address.lastIndexOf('@');
  if (at < 1 || at === address.length - 1) throw new Error(`no mail address in "${from}"`);
  return { name: parsed?.name || brandName, address, domain: address.slice(at + 1) };
}
