import { TLSSocket } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailServer } from '../mailServer.ts';
import type { Message } from '../message.ts';
import type { WireAddress } from '../wireAddress.ts';
import { type AccessTokens, createAccessTokens } from './oauthTokens.ts';
import { SmtpFailure, smtputf8Missing } from './smtpFailure.ts';
import { type Patience, type SmtpStage, stageOfCommand } from './stages.ts';

/**
 * One connection to a mail server. What fails rejects with SmtpFailure, whose stage is exact. A session that is not
 * `usable` any more takes no further mail.
 */
export interface SmtpSession {
  readonly usable: boolean;
  /** How many mails the server has accepted over it. */
  readonly accepted: number;
  /** What protects it: `TLSv1.3, certificate for …`; undefined for no TLS. */
  readonly encryption: string | undefined;
  /** Connects, and goes on up to EHLO, over TLS where the settings ask for it. */
  connect(signal?: AbortSignal): Promise<void>;
  /** Logs in where there is a login and the server asks for one. Returns whether it did. */
  login(signal?: AbortSignal): Promise<boolean>;
  /**
   * Offers a mail from the sender to itself and takes it back by RSET, so that none is sent. Many servers say only at the
   * recipient what they have against greeting, sender or login.
   */
  offer(sender: WireAddress): Promise<void>;
  /** Sends one mail, after RSET where the one before was refused. Resolves with the server's reply. */
  send(message: Message, signal?: AbortSignal, onStage?: (stage: SmtpStage) => void): Promise<string>;
  /** Says QUIT, and closes. */
  quit(): void;
  /** Closes at once. */
  close(): void;
}

/** One line of the conversation, and who said it. Secrets are left out. */
export type HearLine = (by: 'us' | 'server', text: string) => void;

const OFFERS_SMTPUTF8 = /^250[ -]SMTPUTF8\b/im;

/** How `offer` is named to nodemailer. */
const OFFER = 'OFFER';

/** Longer than every stage, since the timer of the session ends each. */
const NEVER_MS = 24 * 3_600_000;

const MAX_DNS_MS = 5_000;

/** How long a server may take to close after QUIT. */
const QUIT_MS = 2_000;

/** The stage that a refusal belongs to, by nodemailer's code and command. Commands that were sent together have one each. */
const STAGE_OF_COMMAND: Readonly<Record<string, SmtpStage>> = {
  'EENVELOPE MAIL FROM': 'MAIL',
  'EENVELOPE RCPT TO': 'RCPT',
  'EENVELOPE DATA': 'DATA',
  'EMESSAGE DATA': 'final dot',
};

/**
 * Opens nothing before `connect`. Nodemailer does the protocol. Its transaction log tells which command waits for its
 * reply, also where several were sent together (RFC 2920), so that every stage has its own time limit.
 */
export function createSession(
  server: MailServer,
  patience: Patience,
  hear: HearLine = () => {},
  tokens: AccessTokens | undefined = server.oauth && createAccessTokens(server.oauth),
): SmtpSession {
  let stage: SmtpStage = 'connect';
  /** The stages of the commands that wait for a reply, oldest first. */
  const unanswered: SmtpStage[] = [];
  let lastAnswered: SmtpStage = 'connect';
  let ehlo = '';
  let usable = true;
  let accepted = 0;
  let needsReset = false;
  let token = '';
  let timer: NodeJS.Timeout | undefined;
  let fail: ((reason: unknown) => void) | undefined;
  /** The command of an offer, which nodemailer logs as a secret. */
  let offering: string | undefined;
  let tellStage: ((stage: SmtpStage) => void) | undefined;

  const deaf = () => undefined;
  const logger = {
    level: deaf,
    trace: deaf,
    warn: deaf,
    error: deaf,
    fatal: deaf,
    debug(entry: unknown, text: unknown) {
      const { tnx } = entry as { tnx?: string };
      if (tnx === 'client') onCommand(String(text));
      else if (tnx === 'server') onReply(String(text));
    },
    info(entry: unknown) {
      const { tnx, remoteAddress } = entry as { tnx?: string; remoteAddress?: string };
      if (tnx === 'network' && remoteAddress !== undefined && stage === 'connect') moveTo('greeting');
      if (tnx === 'message') {
        unanswered.push('final dot');
        moveTo('final dot');
      }
    },
  };

  const connection = new SMTPConnection({
    ...connectionOptions(server),
    dnsTimeout: Math.min(MAX_DNS_MS, patience.connect),
    connectionTimeout: NEVER_MS,
    greetingTimeout: NEVER_MS,
    socketTimeout: NEVER_MS,
    transactionLog: true,
    logger,
    customAuth: {
      async XOAUTH2({ auth, sendCommand }) {
        const said = Buffer.from(`user=${auth.user}\x01auth=Bearer ${token}\x01\x01`).toString('base64');
        let answer = await sendCommand(`AUTH XOAUTH2 ${said}`);
        // A refusal comes as a challenge that tells why; an empty line asks for the reply itself.
        if (answer.status === 334) answer = await sendCommand('');
        if (answer.status !== 235) throw new Error('Invalid login');
      },
      // No login: nodemailer hands the commands of a session to these alone.
      async [OFFER]({ auth, sendCommand }) {
        const parameters = auth.options?.parameters ?? '';
        for (const command of [`MAIL FROM:<${auth.user}>${parameters}`, `RCPT TO:<${auth.user}>`, 'RSET']) {
          offering = command;
          const answer = await sendCommand(command);
          offering = undefined;
          if (answer.status < 200 || answer.status > 299) throw new Error('the offer is refused');
        }
      },
    },
  });
  connection.on('error', reason => fail?.(reason));
  connection.on('end', () => {
    usable = false;
    // Nodemailer closes first and reports then what the server said last.
    setImmediate(() => fail?.(new Error('the server closed the connection')));
  });

  function onCommand(logged: string): void {
    const text = offering ?? logged;
    hear('us', text);
    unanswered.push(stageOfCommand(text) ?? stage);
    moveTo(unanswered[0] ?? stage);
  }

  function onReply(text: string): void {
    hear('server', text);
    lastAnswered = unanswered.shift() ?? stage;
    if (lastAnswered === 'EHLO') ehlo = text;
    // RFC 5321, section 4.2.1: the server is about to close the connection.
    if (text.startsWith('421')) usable = false;
    moveTo(lastAnswered === 'DATA' && /^[23]/.test(text) ? 'message' : (unanswered[0] ?? lastAnswered));
  }

  function moveTo(next: SmtpStage): void {
    stage = next;
    tellStage?.(next);
    restartTimer();
  }

  function restartTimer(): void {
    clearTimeout(timer);
    if (!fail) return;
    const atStage = stage;
    const tooSlow = () => fail?.(Object.assign(new Error(`no reply for too long (${atStage})`), { code: 'ETIMEDOUT' }));
    // A connection that has served others and is silent now is most likely dead; then a new one is made at once.
    const isReused = stage === 'MAIL' && accepted > 0;
    timer = setTimeout(tooSlow, isReused ? Math.min(patience.MAIL, patience.RSET) : patience[stage]);
  }

  /** Runs one step of the session, up to its callback, a lost connection, the time limit of a stage, or an abort. */
  function during<Result>(
    first: SmtpStage,
    signal: AbortSignal | undefined,
    start: (done: (error: unknown, result?: Result) => void) => void,
  ): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (signal?.aborted || !usable) {
        const why = signal?.aborted ? 'aborted' : 'the connection is closed';
        return reject(new SmtpFailure(first, why, { code: signal?.aborted ? 'ABORT_ERR' : 'ECONNECTION' }));
      }
      const ended = () => {
        fail = undefined;
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = () => fail?.(Object.assign(new Error('aborted'), { code: 'ABORT_ERR' }));
      fail = reason => {
        const failure = failureOf(reason);
        ended();
        usable = false;
        connection.close();
        reject(failure);
      };
      signal?.addEventListener('abort', onAbort);
      moveTo(first);
      start((error, result) => {
        if (!fail) return;
        if (error) {
          const failure = failureOf(error);
          ended();
          reject(failure);
          return;
        }
        ended();
        resolve(result as Result);
      });
    });
  }

  function failureOf(reason: unknown): SmtpFailure {
    const { message, code, command, response, originalCode } = reason as Error & {
      code?: string;
      originalCode?: string;
      command?: string;
      response?: string;
    };
    const fromCommand = STAGE_OF_COMMAND[`${code} ${command}`];
    return new SmtpFailure(fromCommand ?? (response ? lastAnswered : stage), message ?? String(reason), {
      ...(response && { reply: response }),
      ...((originalCode ?? code) !== undefined && { code: originalCode ?? code }),
      cause: reason,
    });
  }

  /** A cached token that the server no longer takes is renewed once. */
  async function loginWithToken(user: string, getToken: AccessTokens, signal: AbortSignal | undefined): Promise<void> {
    const loginOnce = (value: string) => {
      token = value;
      return during<boolean>('AUTH', signal, done => connection.login({ method: 'XOAUTH2', user }, done));
    };
    const first = await getToken();
    try {
      await loginOnce(first.value);
    } catch (failure) {
      if (!first.cached || !(failure as SmtpFailure).reply?.startsWith('535')) throw failure;
      await loginOnce((await getToken(true)).value);
    }
  }

  async function send(
    { envelope, international, raw }: Message,
    signal?: AbortSignal,
    onStage?: (stage: SmtpStage) => void,
  ): Promise<string> {
    if (international && !OFFERS_SMTPUTF8.test(ehlo)) throw smtputf8Missing();
    if (needsReset) {
      await during<boolean>('RSET', signal, done => connection.reset(done));
      needsReset = false;
    }
    tellStage = onStage;
    try {
      // A copy: nodemailer writes into it, and the mail may have to go over another connection.
      const sent = await during<{ response: string }>('MAIL', signal, done =>
        connection.send({ ...envelope }, raw, done),
      );
      accepted += 1;
      return sent.response;
    } catch (failure) {
      needsReset = true;
      // 503 reports a wrong sequence of commands: this session and the server's are not in step.
      if ((failure as SmtpFailure).reply?.startsWith('503')) usable = false;
      throw failure;
    } finally {
      tellStage = undefined;
    }
  }

  return {
    get usable() {
      return usable;
    },
    get accepted() {
      return accepted;
    },
    get encryption() {
      const socket = connection._socket;
      if (!(socket instanceof TLSSocket)) return undefined;
      const { subject, valid_to: until } = socket.getPeerCertificate();
      return `${socket.getProtocol()}, certificate for ${subject?.CN ?? 'unnamed'} until ${until}`;
    },
    connect: signal => during<void>('connect', signal, done => connection.connect(done)),
    async login(signal) {
      if (server.user === undefined || !connection.allowsAuth) return false;
      const { user, pass = '' } = server;
      const offered = mechanismsOf(ehlo);
      if (tokens) {
        if (offered.length > 0 && !offered.includes('XOAUTH2')) {
          throw new SmtpFailure('AUTH', `the server takes no token, only ${offered.join(' or ')}`, { code: 'EAUTH' });
        }
        await loginWithToken(user, tokens, signal);
        return true;
      }
      if (offered.length > 0 && offered.every(name => TOKENS_ALONE.has(name))) {
        throw new SmtpFailure('AUTH', `the server takes no password, only ${offered.join(' or ')}`, { code: 'EAUTH' });
      }
      await during<boolean>('AUTH', signal, done => connection.login({ credentials: { user, pass } }, done));
      return true;
    },
    async offer({ address, international }) {
      if (international && !OFFERS_SMTPUTF8.test(ehlo)) throw smtputf8Missing();
      const auth = { method: OFFER, user: address, options: { parameters: international ? ' SMTPUTF8' : '' } };
      await during<boolean>('MAIL', undefined, done => connection.login(auth, done));
    },
    send,
    quit() {
      usable = false;
      connection.quit();
      setTimeout(() => connection.close(), QUIT_MS).unref();
    },
    close() {
      usable = false;
      connection.close();
    },
  };
}

/** The mechanisms of AUTH that take an OAuth 2 token and no password (RFC 7628, and Google's older one). */
const TOKENS_ALONE: ReadonlySet<string> = new Set(['XOAUTH2', 'OAUTHBEARER']);

function mechanismsOf(ehlo: string): string[] {
  const [, mechanisms = ''] = /^250[ -]AUTH[ =](.*)$/im.exec(ehlo) ?? [];
  return mechanisms.trim().toUpperCase().split(/\s+/).filter(Boolean);
}

function connectionOptions(server: MailServer) {
  return {
    host: server.host,
    port: server.port,
    // Nodemailer's own default is [127.0.0.1] in a container, which large services refuse.
    name: server.ehloName ?? 'localhost',
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'starttls-required',
    ignoreTLS: server.tls === 'none',
    tls: { minVersion: 'TLSv1.2' as const, ...(server.trustedCertificates && { ca: server.trustedCertificates }) },
  };
}
