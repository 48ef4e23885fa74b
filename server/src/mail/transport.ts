import { withoutAddresses } from '../domain/errorMessage.ts';
import type { Outcome } from '../queue/delivery.ts';
import { classifySmtpError } from './classifySmtpError.ts';
import type { DkimKey, MailServer } from './mailServer.ts';
import { buildMessage, type OutgoingMail } from './message.ts';
import { senderOf } from './sender.ts';
import { createPool } from './smtp/pool.ts';
import { SMTPUTF8_MISSING, SmtpFailure } from './smtp/smtpFailure.ts';
import { isRecipientsTurn, type Patience, USUAL_PATIENCE } from './smtp/stages.ts';

/** Mails to the mail server, over connections that stay open between them. */
export interface MailTransport {
  /** How many connections to use at once; the caller keeps to it. */
  readonly connections: number;
  /**
   * Sends one mail. Never throws. Aborting the signal ends the attempt with `unavailable`. It ends as silence of the
   * recipient's where the reason is `TOO_SLOW`, or where the server has the whole mail and may deliver it. `onSlow` is
   * called again and again while the recipient's turn takes long.
   */
  send(mail: OutgoingMail, signal: AbortSignal, onSlow?: () => void): Promise<Outcome>;
  /** Closes every connection, also those in use. */
  close(): void;
}

/** The reason of an abort that takes a silent recipient's connection away. */
export const TOO_SLOW = 'too slow';

/** A server that scans a mail before its reply takes a few seconds. */
const SLOW_MS = 20_000;

/** How emails are sent: under which name, and how they are signed. */
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
  const sender = senderOf(server.from, options.brandName);
  const pool = createPool(server, patience);

  async function send(mail: OutgoingMail, signal: AbortSignal, onSlow: () => void = () => {}): Promise<Outcome> {
    let slow: NodeJS.Timeout | undefined;
    try {
      const message = await buildMessage(mail, sender, options.dkim);
      if (typeof message === 'string') return { kind: 'rejected', reply: message };
      const reply = await pool.send(message, signal, stage => {
        if (isRecipientsTurn(stage)) slow ??= setInterval(onSlow, slowMs);
      });
      return { kind: 'accepted', reply: withoutAddresses(reply) };
    } catch (failure) {
      if (signal.aborted && signal.reason !== TOO_SLOW) {
        if (!(failure instanceof SmtpFailure && failure.stage === 'final dot'))
          return { kind: 'unavailable', reply: 'aborted' };
        const reply = 'stopped before the server replied to the whole mail';
        return classifySmtpError(new SmtpFailure('final dot', reply), mail.to);
      }
      if (!(failure instanceof SmtpFailure)) return { kind: 'rejected', reply: withoutAddresses(String(failure)) };
      // Where the sender needs it, no mail can go out, and the operator has to mend that.
      const unsendable = failure.code === SMTPUTF8_MISSING && sender.international;
      return unsendable
        ? { kind: 'unavailable', reply: failure.message, fault: 'sender' }
        : classifySmtpError(failure, mail.to);
    } finally {
      clearInterval(slow);
    }
  }

  return { connections, send, close: pool.close };
}
