import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A mailbox on this machine for trying things out: mail goes nowhere else. */
export type LocalMailbox = {
  /** Where an SMTP server without TLS or login listens on the loopback address. */
  smtpPort: number;
  /** The page that shows what has arrived. */
  webUrl: string;
  /** Stops both and forgets the mails. */
  close(): Promise<void>;
};

const LOOPBACK = '127.0.0.1';

/**
 * Starts MailDev, reachable from this machine alone. When a port is taken the next free one is used; 0 means any.
 * MailDev is loaded here and not above, since a server with a real mail server never needs it.
 */
export async function startLocalMailbox(firstSmtpPort = 1025, firstWebPort = 1080): Promise<LocalMailbox> {
  const { MailDev } = await import('maildev');
  // MailDev keeps each mail as a file; a folder of our own keeps them from other users and other runs.
  const folder = await mkdtemp(join(tmpdir(), 'rekey-mailbox-'));
  const smtp = await freePortFrom(firstSmtpPort);
  const maildev = new MailDev({
    smtp,
    ip: LOOPBACK,
    web: await freePortFrom(firstWebPort, smtp),
    webIp: LOOPBACK,
    mailDirectory: folder,
    // Enough for an afternoon, and a server that is left running does not fill the memory.
    maxEmails: 200,
    silent: true,
  });
  const started = await quietly(() => maildev.start());
  return {
    smtpPort: started.smtp.getPort(),
    webUrl: `http://localhost:${started.api?.getPort()}`,
    async close() {
      await maildev.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** MailDev announces its page on standard output even when told to be silent; that output is our log. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { info } = console;
  console.info = () => undefined;
  try {
    return await work();
  } finally {
    console.info = info;
  }
}

async function freePortFrom(first: number, except?: number): Promise<number> {
  if (first === 0) return 0;
  for (let port = first; port < first + 100; port++) {
    if (port !== except && (await isFree(port))) return port;
  }
  throw new Error(`no free port between ${first} and ${first + 99} for the local mailbox`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, LOOPBACK, () => server.close(() => resolve(true)));
  });
}
