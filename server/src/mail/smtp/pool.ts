import type { MailServer } from '../mailServer.ts';
import type { Message } from '../message.ts';
import { createAccessTokens } from './oauthTokens.ts';
import { createSession, type SmtpSession } from './session.ts';
import { SmtpFailure } from './smtpFailure.ts';
import type { Patience, SmtpStage } from './stages.ts';

/** Servers close idle connections, and routers forget them. Most wait for longer than this. */
const IDLE_MS = 30_000;

/** Many servers allow about a hundred mails over one connection. */
const MAX_MAILS = 100;

/** Connections to a mail server that are kept open between mails. The caller bounds how many are in use. */
export interface SmtpPool {
  /** Sends a mail over an idle connection or a new one. Resolves with the server's reply, rejects with SmtpFailure. */
  send(message: Message, signal: AbortSignal, onStage: (stage: SmtpStage) => void): Promise<string>;
  /** Closes every connection, also those in use. */
  close(): void;
}

/** Opens no connection before the first mail. */
export function createPool(server: MailServer, patience: Patience): SmtpPool {
  const tokens = server.oauth && createAccessTokens(server.oauth);
  const open = new Set<SmtpSession>();
  /** The one that was used last is used next, so that the others end. */
  const idle: { readonly session: SmtpSession; readonly end: NodeJS.Timeout }[] = [];
  let closed = false;

  function takeIdle(): SmtpSession | undefined {
    for (let next = idle.pop(); next; next = idle.pop()) {
      clearTimeout(next.end);
      if (next.session.usable) return next.session;
      open.delete(next.session);
    }
    return undefined;
  }

  function putBack(session: SmtpSession): void {
    if (closed || !session.usable || session.accepted >= MAX_MAILS) {
      open.delete(session);
      if (session.usable) session.quit();
      return;
    }
    const end = setTimeout(() => {
      idle.splice(
        idle.findIndex(each => each.session === session),
        1,
      );
      open.delete(session);
      session.quit();
    }, IDLE_MS);
    end.unref();
    idle.push({ session, end });
  }

  async function connected(signal: AbortSignal): Promise<SmtpSession> {
    const session = createSession(server, patience, undefined, tokens);
    open.add(session);
    try {
      await session.connect(signal);
      await session.login(signal);
      return session;
    } catch (failure) {
      open.delete(session);
      session.close();
      throw failure;
    }
  }

  async function sendOver(session: SmtpSession, ...mail: Parameters<SmtpPool['send']>): Promise<string> {
    try {
      return await session.send(...mail);
    } finally {
      putBack(session);
    }
  }

  return {
    async send(message, signal, onStage) {
      const used = takeIdle();
      if (used) {
        try {
          return await sendOver(used, message, signal, onStage);
        } catch (failure) {
          if (signal.aborted || !isOfTheConnection(failure)) throw failure;
        }
      }
      return sendOver(await connected(signal), message, signal, onStage);
    },
    close() {
      closed = true;
      for (const { end } of idle.splice(0)) clearTimeout(end);
      for (const session of open) session.close();
      open.clear();
    },
  };
}

/**
 * Whether a mail met the end of a connection that served others before: the server closed it meanwhile, or takes no
 * more mails over it. The mail has not begun, and goes over a new connection at once.
 */
function isOfTheConnection(failure: unknown): boolean {
  return failure instanceof SmtpFailure && (failure.stage === 'RSET' || failure.stage === 'MAIL');
}
