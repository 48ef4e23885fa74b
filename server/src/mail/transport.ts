import nodemailer from 'nodemailer';
import { withoutAddresses } from '../domain/errorMessage.ts';
import type { Language } from '../domain/language.ts';
import type { Outcome } from '../queue/delivery.ts';
import { classifySmtpError } from './classifySmtpError.ts';
import type { DkimKey, MailServer } from './mailServer.ts';
import { senderOf } from './sender.ts';

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

/** The connection pool to the mail server; connections stay open between mails. */
export interface MailTransport {
  /** How many mails can be under way at once. */
  readonly connections: number;
  /** Sends one mail. Never throws; aborting the signal ends the attempt with `unavailable`. */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<Outcome>;
  /** Closes every connection, also those in use. */
  close(): void;
}

/** How long each step may take, in milliseconds. */
export interface MailTimeouts {
  readonly dnsMs: number;
  readonly connectMs: number;
  readonly greetingMs: number;
  readonly silenceMs: number;
}

/** Long enough for servers that delay their greeting against spam, or scan a mail before they reply. */
export const usualMailTimeouts: MailTimeouts = {
  dnsMs: 5_000,
  connectMs: 10_000,
  greetingMs: 30_000,
  silenceMs: 60_000,
};

export interface TransportOptions {
  readonly brandName: string;
  readonly dkim?: DkimKey | undefined;
  /** Five unless told otherwise; Gmail allows ten. */
  readonly connections?: number | undefined;
  readonly timeouts?: MailTimeouts | undefined;
}

/** The connection settings that nodemailer wants for a mail server, for sending and for `doctor` alike. */
export function connectionOptions(server: MailServer, timeouts: MailTimeouts) {
  return {
    host: server.host,
    port: server.port,
    // Nodemailer's own default is [127.0.0.1] in a container, which large services refuse.
    name: server.ehloName ?? 'localhost',
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'starttls-required',
    ignoreTLS: server.tls === 'none',
    auth: server.user === undefined ? undefined : { user: server.user, pass: server.pass ?? '' },
    tls: { minVersion: 'TLSv1.2' as const, ...(server.trustedCertificates && { ca: server.trustedCertificates }) },
    dnsTimeout: timeouts.dnsMs,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.silenceMs,
  };
}

/** Opens no connection before the first mail. */
export function createTransport(server: MailServer, options: TransportOptions): MailTransport {
  const connections = options.connections ?? 5;
  const sender = senderOf(server.from, options.brandName);
  const pool = nodemailer.createTransport(
    {
      ...connectionOptions(server, options.timeouts ?? usualMailTimeouts),
      pool: true,
      maxConnections: connections,
      // The queue retries with its own backoff. The pool only retries a mail whose connection was closed while idle.
      maxRequeues: 1,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(options.dkim && {
        dkim: {
          domainName: options.dkim.domain,
          keySelector: options.dkim.selector,
          privateKey: options.dkim.privateKey,
        },
      }),
    },
    { from: { name: sender.name, address: sender.address } },
  );
  // An idle connection may break at any time; the next mail opens another one.
  pool.on('error', () => undefined);

  async function send(mail: OutgoingMail, signal: AbortSignal): Promise<Outcome> {
    try {
      const sent = await pool.sendMail({
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
        signal,
      });
      return { kind: 'accepted', reply: withoutAddresses(sent.response) };
    } catch (failure) {
      return classifySmtpError(failure, mail.to);
    }
  }

  return { connections, send, close: () => pool.close({ force: true }) };
}
