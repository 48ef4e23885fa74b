import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy between a program and a server whose connections a test can cut. */
export interface TcpProxy {
  readonly port: number;
  /** Cuts every connection; new ones go through. */
  cut(): void;
  /** As if the server were switched off: connections are cut, new ones refused. */
  down(): Promise<void>;
  /** The server is back, at the same port. */
  up(): Promise<void>;
  /** New connections lead to another server, as after a failover; those that are open stay with the old one. */
  redirect(port: number): void;
  /** As without a network: nothing is closed and nothing is forwarded. */
  stall(): void;
  resume(): void;
  /** The network is back for new connections; those that were stalled stay so, as with a server that is gone. */
  release(): void;
  /**
   * Cuts the connection on which the program is about to send this text, before the server gets to see it. Happens
   * once.
   */
  cutBefore(text: string): void;
  /** From this text on, which the server does not get to see, as {@link stall} does. Happens once. */
  stallBefore(text: string): void;
  close(): Promise<void>;
}

/** Starts a wire to the server, on a free port of the loopback address. */
export async function startTcpProxy(host: string, port: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let stalled = false;
  let target = port;
  let cutText: string | undefined;
  let stallText: string | undefined;

  const server = createServer(program => {
    const upstream = connect(target, host);
    const pair = [program, upstream] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    program.on('data', chunk => {
      if (cutText !== undefined && chunk.includes(cutText)) {
        cutText = undefined;
        return end();
      }
      if (stallText !== undefined && chunk.includes(stallText)) {
        stallText = undefined;
        return stall();
      }
      upstream.write(chunk);
    });
    upstream.on('data', chunk => program.write(chunk));
    if (stalled) for (const socket of pair) socket.pause();
  });
  const listen = (at: number) => new Promise<void>(resolve => server.listen(at, '127.0.0.1', resolve));
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  const stall = () => {
    stalled = true;
    for (const pair of pairs) for (const socket of pair) socket.pause();
  };
  const down = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      cut();
    });
  await listen(0);
  const own = (server.address() as AddressInfo).port;

  return {
    port: own,
    cut,
    down,
    up: () => listen(own),
    redirect(port) {
      target = port;
    },
    stall,
    resume() {
      stalled = false;
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    release() {
      stalled = false;
    },
    cutBefore(text) {
      cutText = text;
    },
    stallBefore(text) {
      stallText = text;
    },
    close: down,
  };
}
