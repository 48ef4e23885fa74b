import { type AddressInfo, createServer, type Socket } from 'node:net';

/** The step at which a stubborn server stops answering; earlier steps are answered normally. */
export type Stage = 'connect' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'message';

/** A mail server that stops answering at the given step, without closing the connection. */
export interface StubbornServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts one on a free port of the loopback address. */
export async function startStubbornServer(silentAt: Stage): Promise<StubbornServer> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (silentAt === 'connect') return;
    socket.write('220 stubborn.example ESMTP\r\n');
    let inMessage = false;
    socket.on('data', chunk => {
      const said = chunk.toString();
      if (inMessage) {
        if (said.endsWith('\r\n.\r\n') && silentAt !== 'message') socket.write('250 2.0.0 Ok\r\n');
        return;
      }
      const verb = said.slice(0, 4).toUpperCase();
      if (silentAt.startsWith(verb)) return;
      inMessage = verb === 'DATA';
      socket.write(replies[verb] ?? '250 2.0.0 Ok\r\n');
    });
  });
  const replies: Record<string, string> = {
    EHLO: `250-stubborn.example\r\n${silentAt === 'STARTTLS' ? '250-STARTTLS\r\n' : ''}250 AUTH PLAIN\r\n`,
    AUTH: '235 2.7.0 Accepted\r\n',
    DATA: '354 Go ahead\r\n',
  };
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}
