import { type AddressInfo, createServer } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** A mail that the sink has received in full. */
export interface SunkMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  readonly text: string;
  readonly messageId: string;
  /** When it arrived, in milliseconds since 1970. */
  readonly at: number;
}

/** The steps at which the sink may do something else than accept. */
export type SinkStep = 'connect' | 'login' | 'sender' | 'recipient' | 'data' | 'after-data';

/**
 * What the sink does: accepts, answers with a code, stops answering, or closes the connection. At `after-data` the mail
 * has been kept by the sink before the answer, as a server does whose reply is lost.
 */
export type SinkAnswer = 'ok' | 'hang' | 'drop' | { code: number; text: string };

/** How the sink answers; `address` is the recipient's where it is known. */
type SinkScript = (step: SinkStep, address: string | undefined) => SinkAnswer | Promise<SinkAnswer>;

/** What the server of a test answers, and which login it wants. */
export interface SinkOptions {
  script?: SinkScript | undefined;
  login?: { user: string; pass: string } | undefined;
  /** Key and certificate; without them STARTTLS is not offered. */
  certificate?: SecureContextOptions | undefined;
  implicitTls?: boolean | undefined;
}

/** A real SMTP server on this machine that keeps what it gets. */
export interface SmtpSink {
  port: number;
  mails: SunkMail[];
  connections: number;
  script: SinkScript;
  /** The login that it takes as right; changing it changes what it takes. */
  login: SinkOptions['login'];
  /** Closes every connection without a word. */
  cutAll(): void;
  /** Answers the next MAIL FROM of every open connection with this code, and of new ones as usual. */
  goAway(code: number): void;
  /** Resolves when that many mails have arrived. */
  arrived(count: number): Promise<SunkMail[]>;
  close(): Promise<void>;
}

const accept: SinkScript = () => 'ok';

/** Starts a sink on a free port of the loopback address, or on the given one. */
export async function startSmtpSink(options: SinkOptions = {}, port = 0): Promise<SmtpSink> {
  const waiting = new Set<() => void>();
  const unwanted = new Map<string, number>();
  const tls = options.certificate !== undefined;
  const server = new SMTPServer({
    ...options.certificate,
    secure: options.implicitTls ?? false,
    disabledCommands: tls && !options.implicitTls ? [] : ['STARTTLS'],
    authOptional: options.login === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 50,
    onConnect(session, done) {
      sink.connections += 1;
      follow('connect', undefined, session, done);
    },
    onAuth(auth, session, done) {
      follow('login', undefined, session, error => {
        const right = auth.username === sink.login?.user && auth.password === sink.login?.pass;
        done(error ?? (right ? null : reply(535, '5.7.8 Username and Password not accepted')), { user: auth.username });
      });
    },
    onMailFrom(address, session, done) {
      if (unwanted.has(session.id))
        done(reply(unwanted.get(session.id) ?? 421, '4.7.0 Too many mails over one connection'));
      else follow('sender', address.address, session, done);
    },
    onRcptTo: (address, session, done) => follow('recipient', address.address, session, done),
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      const chunks: Buffer[] = [];
      stream.on('data', chunk => chunks.push(chunk));
      stream.on('end', () => {
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
        follow('data', to[0], session, error => {
          if (error) return done(error);
          sink.mails.push(readMail(from, to, Buffer.concat(chunks)));
          for (const look of waiting) look();
          follow('after-data', to[0], session, done);
        });
      });
    },
  });
  // A client that breaks off is what many tests are about.
  server.on('error', () => undefined);

  async function follow(
    step: SinkStep,
    address: string | undefined,
    session: SMTPServerSession,
    go: (error?: Error | null) => void,
  ): Promise<void> {
    const answer = await sink.script(step, address);
    if (answer === 'ok') go();
    else if (answer === 'drop') cut(session);
    else if (answer !== 'hang') go(reply(answer.code, answer.text));
  }

  function openConnections() {
    return (server as unknown as { connections: Set<{ session: SMTPServerSession; _socket: { destroy(): void } }> })
      .connections;
  }

  function cut(session: SMTPServerSession): void {
    for (const connection of openConnections()) if (connection.session === session) connection._socket.destroy();
  }

  const sink: SmtpSink = {
    port: 0,
    mails: [],
    connections: 0,
    script: options.script ?? accept,
    login: options.login,
    cutAll() {
      for (const connection of openConnections()) connection._socket.destroy();
    },
    goAway(code) {
      for (const { session } of openConnections()) unwanted.set(session.id, code);
    },
    arrived: count =>
      new Promise(resolve => {
        const look = () => {
          if (sink.mails.length < count) return;
          waiting.delete(look);
          resolve(sink.mails);
        };
        waiting.add(look);
        look();
      }),
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  sink.port = (server.server.address() as AddressInfo).port;
  return sink;
}

/** A port of the loopback address on which no server listens. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

function reply(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

function readMail(from: string, to: string[], raw: Buffer): SunkMail {
  const text = raw.toString();
  const messageId = /^message-id:\s*(\S+)/im.exec(text)?.[1] ?? '';
  return { from, to, raw, text, messageId, at: Date.now() };
}
