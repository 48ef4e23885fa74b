import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** An SMTP server that keeps the emails that it receives. */
export interface MailSink {
  readonly port: number;
  /** The first email to an address that has not been taken yet, of those with such a text; waits for it. */
  nextTo(address: string, text?: RegExp): Promise<ParsedMail>;
  close(): Promise<void>;
}

/** Starts an SMTP server on a free port. */
export async function openMailSink(): Promise<MailSink> {
  const mails: { to: string; mail: ParsedMail }[] = [];
  let arrived = () => {};
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      simpleParser(stream).then(mail => {
        mails.push(...session.envelope.rcptTo.map(({ address }) => ({ to: address, mail })));
        arrived();
        done();
      }, done);
    },
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));

  async function nextTo(address: string, text = /^/): Promise<ParsedMail> {
    for (;;) {
      const index = mails.findIndex(({ to, mail }) => to === address && text.test(mail.text ?? ''));
      const [found] = index < 0 ? [] : mails.splice(index, 1);
      if (found) return found.mail;
      await new Promise<void>(resolve => {
        const before = arrived;
        arrived = () => {
          before();
          resolve();
        };
      });
    }
  }

  return {
    port: (server.server.address() as AddressInfo).port,
    nextTo,
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
}
