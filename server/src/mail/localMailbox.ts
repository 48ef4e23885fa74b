import type { AddressInfo } from 'node:net';

/** A mailbox on this machine for development: mail is delivered nowhere else. */
export interface LocalMailbox {
  /** Where an SMTP server without TLS or login listens on the loopback address. */
  readonly smtpPort: number;
  /** The page that shows what has arrived. */
  readonly webUrl: string;
  /** Stops both and forgets the mails. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** How many ports are tried before the mailbox gives up. */
const TRIED_PORTS = 100;

/** What both servers have in common. */
interface Listener {
  listen(port: number, host: string, listening: () => void): unknown;
  once(event: 'error', failed: (error: NodeJS.ErrnoException) => void): unknown;
  off(event: 'error', failed: (error: NodeJS.ErrnoException) => void): unknown;
}

/** Starts it, reachable from this machine alone. When a port is taken the next free one is used; 0 means any. */
export async function startLocalMailbox(firstSmtpPort = 1025, firstWebPort = 1080): Promise<LocalMailbox> {
  // Loaded here, since a server with a real mail server never needs them.
  const [{ createMailboxMails }, { createMailboxServer }, { createMailboxSmtp }] = await Promise.all([
    import('./mailboxMails.ts'),
    import('./mailboxServer.ts'),
    import('./mailboxSmtp.ts'),
  ]);
  const mails = createMailboxMails();
  const smtp = createMailboxSmtp(mails);
  const web = createMailboxServer(mails);
  await listenFrom(firstSmtpPort, smtp);
  await listenFrom(firstWebPort, web);
  return {
    smtpPort: portOf(smtp.server.address()),
    webUrl: `http://localhost:${portOf(web.address())}`,
    async close() {
      const closed = Promise.all([
        new Promise(resolve => web.close(resolve)),
        new Promise<void>(resolve => smtp.close(resolve)),
      ]);
      web.closeAllConnections();
      await closed;
      mails.remove();
    },
  };
}

async function listenFrom(first: number, server: Listener): Promise<void> {
  for (let port = first; port < first + TRIED_PORTS; port += 1) {
    const error = await listen(server, port);
    if (!error) return;
    if (error.code !== 'EADDRINUSE') throw error;
  }
  throw new Error(`no free port between ${first} and ${first + TRIED_PORTS - 1} for the local mailbox`);
}

function listen(server: Listener, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise(resolve => {
    server.once('error', resolve);
    server.listen(port, LOOPBACK, () => {
      server.off('error', resolve);
      resolve(undefined);
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}
