import { SMTPServer } from 'smtp-server';
import type { MailboxMails } from './mailboxMails.ts';

/** Many times the size of the product's mails. */
const MAX_MAIL_BYTES = 1024 * 1024;

/** The SMTP side of the local mailbox: takes every mail from this machine, without TLS or login. */
export function createMailboxSmtp(mails: Pick<MailboxMails, 'add'>): SMTPServer {
  return new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    closeTimeout: 100,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        if (!stream.sizeExceeded) chunks.push(chunk);
      });
      stream.on('end', () => {
        if (stream.sizeExceeded) {
          done(Object.assign(new Error('5.3.4 the mail is too large'), { responseCode: 552 }));
          return;
        }
        mails.add(Buffer.concat(chunks)).then(
          () => done(),
          () => done(Object.assign(new Error('5.6.0 the mail cannot be read'), { responseCode: 554 })),
        );
      });
    },
  });
}
