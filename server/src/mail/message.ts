import DKIM from 'nodemailer/lib/dkim';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Language } from '../domain/language.ts';
import type { DkimKey } from './mailServer.ts';
import type { Sender } from './sender.ts';
import { wireAddress } from './wireAddress.ts';

/** A mail for the mail server. */
export interface OutgoingMail {
  /** Without angle brackets and domain; the same for each attempt, so that a repeated mail is the same mail. */
  readonly id: string;
  readonly to: string;
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly date: Date;
}

/** A mail in the form in which it goes over a connection. */
export interface Message {
  readonly envelope: {
    readonly from: string;
    readonly to: string;
    /** In octets, as SIZE wants it (RFC 1870). Nodemailer compares it with what the server takes. */
    readonly size: number;
    /** Headers of an international message have octets beyond ASCII. */
    readonly use8BitMime: boolean;
  };
  /** It has an address that needs SMTPUTF8 (RFC 6531), in the envelope and in a header. */
  readonly international: boolean;
  /** Signed where there is a key. In ASCII, unless it is international, so no server has to know 8BITMIME. */
  readonly raw: Buffer;
}

/** Builds the message of a mail. Returns a reason instead where its recipient cannot be written to any mail server. */
export async function buildMessage(mail: OutgoingMail, sender: Sender, dkim?: DkimKey): Promise<Message | string> {
  const recipient = wireAddress(mail.to);
  if (typeof recipient === 'string') return `the address cannot be written to a mail server: ${recipient}`;
  const message = new MailComposer({
    messageId: `<${mail.id}@${sender.domain}>`,
    date: mail.date,
    from: { name: sender.name, address: sender.address },
    to: { name: '', address: recipient.address },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    // Otherwise long lines of plain text become format=flowed, which may put a space into a link.
    textEncoding: 'quoted-printable',
    headers: {
      // RFC 3834, section 5; the second is what Exchange looks at before it answers "out of office".
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': mail.language,
    },
    // Line ends as they are sent, so that the size is that of what is sent.
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  if (dkim) {
    const signer = new DKIM({ domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey });
    message.processFunc(input => signer.sign(input));
  }
  const raw = await message.build();
  const international = sender.international || recipient.international;
  return {
    envelope: { from: sender.address, to: recipient.address, size: raw.length, use8BitMime: international },
    international,
    raw,
  };
}
