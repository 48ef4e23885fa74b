import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MailDev } from 'maildev';

/** The SMTP server of the dev loop, with a page that shows what it has received. */
export interface Mailbox {
  readonly smtpPort: number;
  /** Of its page, which lies below `path`. */
  readonly webPort: number;
  close(): Promise<void>;
}

/**
 * Starts MailDev on free ports of the loopback address, its page below `path`. Emails survive a restart of the server.
 */
export async function startMailbox(path: string): Promise<Mailbox> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-mailbox-'));
  const maildev = new MailDev({
    smtp: 0,
    ip: '127.0.0.1',
    web: 0,
    webIp: '127.0.0.1',
    basePathname: path,
    mailDirectory: folder,
    maxEmails: 200,
    silent: true,
  });
  const { smtp, api } = await quietly(() => maildev.start());
  return {
    smtpPort: smtp.getPort(),
    webPort: api?.getPort() ?? 0,
    async close() {
      await maildev.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Even when told to be silent, MailDev prints an address that is not the one to open. */
async function quietly<Result>(work: () => Promise<Result>): Promise<Result> {
  const { info } = console;
  console.info = () => undefined;
  try {
    return await work();
  } finally {
    console.info = info;
  }
}
