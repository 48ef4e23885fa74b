import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** An SMTP server that keeps the emails that it receives. */
export interface MailSink {
  readonly port: number;
  /** The first email to an address that has not been taken yet; waits for it. */
  nextTo(address: string): Promise<ParsedMail>;
  /**
   * The link that begins so, in the first email to an address that has one and has not been taken yet; waits for it.
   * Another email may overtake it.
   */
  linkTo(beginning: string, address: string): Promise<string>;
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

  async function next(address: string, text: RegExp): Promise<ParsedMail> {
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
    nextTo: address => next(address, /^/),
    async linkTo(beginning, address) {
      const link = new RegExp(`${beginning}\\S+`);
      const { text = '' } = await next(address, link);
      return link.exec(text)?.[0] ?? '';
    },
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
}
