import { type WireAddress, wireAddress } from './wireAddress.ts';

/** The sender of the mails, as SMTP wants it; its domain is also in their Message-ID. */
export interface Sender extends WireAddress {
  readonly name: string;
}

/** `Name <address>`, or an address alone, with its name behind it in brackets as in RFC 822. */
const FORMS = [
  /^(?<name>.*?)\s*<\s*(?<address>[^<>]*?)\s*>$/su,
  /^(?<address>[^\s()<>]+)(?:\s+\((?<name>[^()]*)\))?$/u,
];

/** Without a name the brand's is shown. Throws with the reason where EMAIL_FROM names no one sender. */
export function senderOf(from: string, brandName: string): Sender {
  const { name = '', address = '' } = FORMS.map(form => form.exec(from.trim())?.groups).find(Boolean) ?? {};
  const written = wireAddress(address);
  if (address === '') throw new Error('must be one mail address, as in Name <name@example.com>');
  if (typeof written === 'string')
    throw new Error(`must be one mail address, as in Name <name@example.com>: ${written}`);
  const shown = unquoted(name);
  if (/[<>]|\S@\S/.test(shown)) throw new Error('must be one mail address, not several');
  if (/=\?[\w-]+\?[bq]\?/i.test(shown)) throw new Error('must have its name in letters, not encoded for a header');
  return { ...written, name: shown || brandName };
}

/** A name may stand in quotes, and has to where other programs read it and it has commas. */
function unquoted(name: string): string {
  const [, quoted] = /^"((?:[^"\\]|\\.)*)"$/s.exec(name) ?? [];
  return (quoted?.replace(/\\(.)/gs, '$1') ?? name).trim();
}
