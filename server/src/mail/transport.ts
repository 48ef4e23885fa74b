import nodemailer from 'nodemailer';
import { withoutAddresses } from '../domain/errorMessage.ts';
import type { Language } from '../domain/language.ts';
import type { Outcome } from '../queue/delivery.ts';
import { classifySmtpError } from './classifySmtpError.ts';
import type { DkimKey, MailServer } from './mailServer.ts';
import { senderOf } from './sender.ts';
import { createPool } from './smtp/pool.ts';
import type { ComposedMessage } from './smtp/session.ts';
import { SmtpFailure } from './smtp/smtpFailure.ts';
import { isRecipientsTurn, type Patience, USUAL_PATIENCE } from './smtp/stages.ts';

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

/** Mails to the mail server, over connections that stay open between them. */
export interface MailTransport {
  /** How many connections to use at once; the caller keeps to it. */
  readonly connections: number;
  /**
   * Sends one mail. Never throws. Aborting the signal ends the attempt with `unavailable`, or as silence of the
   * recipient's where the reason is `TOO_SLOW`. `onSlow` is called again and again while the recipient's turn takes long.
   */
  send(mail: OutgoingMail, signal: AbortSignal, onSlow?: () => void): Promise<Outcome>;
  /** Closes every connection, also those in use. */
  close(): void;
}

/** The reason of an abort that takes a silent recipient's connection away. */
export const TOO_SLOW = 'too slow';

/** A server that scans a mail before its reply takes a few seconds. */
const SLOW_MS = 20_000;

export interface TransportOptions {
  readonly brandName: string;
  readonly dkim?: DkimKey | undefined;
  /** Five unless told otherwise; Gmail allows ten. */
  readonly connections?: number | undefined;
  readonly patience?: Patience | undefined;
  /** After how many milliseconds of the recipient's turn a mail is slow. */
  readonly slowMs?: number | undefined;
}

/** Opens no connection before the first mail. */
export function createTransport(server: MailServer, options: TransportOptions): MailTransport {
  const { connections = 5, patience = USUAL_PATIENCE, slowMs = SLOW_MS } = options;
  const compose = createComposer(server, options);
  const pool = createPool(server, patience);

  async function send(mail: OutgoingMail, signal: AbortSignal, onSlow: () => void = () => {}): Promise<Outcome> {
    let slow: NodeJS.Timeout | undefined;
    try {
      const message = await compose(mail);
      const reply = await pool.send(message, signal, stage => {
        if (isRecipientsTurn(stage)) slow ??= setInterval(onSlow, slowMs);
      });
      return { kind: 'accepted', reply: withoutAddresses(reply) };
    } catch (failure) {
      if (signal.aborted && signal.reason !== TOO_SLOW) return { kind: 'unavailable', reply: 'aborted' };
      if (failure instanceof SmtpFailure) return classifySmtpError(failure, mail.to);
      return {
        kind: 'rejected',
        reply: withoutAddresses(failure instanceof Error ? failure.message : String(failure)),
      };
    } finally {
      clearInterval(slow);
    }
  }

  return { connections, send, close: pool.close };
}

/** Makes the function that writes a mail as it goes over the wire, signed where there is a key. */
function createComposer(
  server: MailServer,
  { brandName, dkim }: Pick<TransportOptions, 'brandName' | 'dkim'>,
): (mail: OutgoingMail) => Promise<ComposedMessage> {
  const sender = senderOf(server.from, brandName);
  const composer = nodemailer.createTransport(
    {
      streamTransport: true,
      buffer: true,
      newline: 'windows',
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(dkim && {
        dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey },
      }),
    },
    { from: { name: sender.name, address: sender.address } },
  );
  return async mail => {
    const { envelope, message } = await composer.sendMail({
      messageId: `<${mail.id}@${sender.domain}>`,
      date: mail.date,
      to: { name: '', address: mail.to },
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
    });
    const [to = ''] = envelope.to;
    return { envelope: { from: envelope.from || '', to }, raw: message as Buffer };
  };
}
