import { lookup } from 'node:dns/promises';
import { TLSSocket } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailServer } from '../mailServer.ts';
import { senderOf } from '../sender.ts';
import { connectionOptions, type MailTimeouts } from '../transport.ts';
import { advise } from './advise.ts';
import { type DialogueLine, recordDialogue } from './dialogue.ts';

/** One step that was tried, its result, and what was seen. */
interface DiagnosisStep {
  readonly name: 'resolve' | 'connect' | 'encrypt' | 'log in';
  readonly ok: boolean;
  readonly seen: string;
}

/** The result of testing a mail server. Steps after the first failure were not tried. */
export interface Diagnosis {
  readonly ok: boolean;
  readonly steps: readonly DiagnosisStep[];
  /** What to do about a failure, and notes on a success. */
  readonly advice: readonly string[];
  /** The conversation, without passwords. */
  readonly dialogue: readonly DialogueLine[];
}

/** A person waits at a terminal. */
const DIAGNOSIS_TIMEOUTS: MailTimeouts = { dnsMs: 5_000, connectMs: 8_000, greetingMs: 15_000, silenceMs: 20_000 };

/** Connects and logs in to the mail server, and sends nothing. Never throws. */
export async function diagnoseMailServer(server: MailServer, timeouts = DIAGNOSIS_TIMEOUTS): Promise<Diagnosis> {
  const steps: DiagnosisStep[] = [];
  const passed = (name: DiagnosisStep['name'], seen: string) => steps.push({ name, ok: true, seen });
  const { lines, logger } = recordDialogue();
  const connection = new SMTPConnection({ ...connectionOptions(server, timeouts), logger, debug: true });
  let trying: DiagnosisStep['name'] = 'resolve';

  try {
    const found = await lookup(server.host, { all: true });
    passed('resolve', found.map(({ address }) => address).join(', '));

    trying = 'connect';
    await connected(connection);
    passed('connect', `${server.host}:${server.port} answers`);
    passed('encrypt', encryptionOf(connection));

    trying = 'log in';
    if (server.user === undefined) passed('log in', 'no EMAIL_USER, so it was not tried');
    else if (!connection.allowsAuth) passed('log in', 'the server asks for none, so it was not tried');
    else {
      await loggedIn(connection, server);
      passed('log in', `accepted as ${server.user}`);
    }
    return { ok: true, steps, advice: worthKnowing(server), dialogue: lines };
  } catch (failure) {
    const seen = failure instanceof Error ? failure.message : String(failure);
    if (trying === 'connect' && isTlsError(failure)) {
      passed('connect', `${server.host}:${server.port} answers`);
      trying = 'encrypt';
    }
    steps.push({ name: trying, ok: false, seen });
    return { ok: false, steps, advice: advise(server, failure), dialogue: lines };
  } finally {
    connection.close();
  }
}

/** Nodemailer negotiates TLS while connecting. Only the text of the error tells that TLS failed. */
function isTlsError(failure: unknown): boolean {
  const { code, message } = failure as { code?: string; message?: string };
  return code === 'ETLS' || /certificate|altnames|self-signed|TLS|SSL|version number/i.test(message ?? '');
}

function connected(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.once('end', () => reject(new Error('the server closed the connection')));
    connection.connect(failure => (failure ? reject(failure) : resolve()));
  });
}

function loggedIn(connection: SMTPConnection, { user, pass }: MailServer): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.login({ credentials: { user: user ?? '', pass: pass ?? '' } }, failure =>
      failure ? reject(failure) : resolve(),
    );
  });
}

function encryptionOf(connection: SMTPConnection): string {
  const socket = connection._socket;
  if (!(socket instanceof TLSSocket)) return 'none, as configured (EMAIL_USE_TLS=false)';
  const { subject, valid_to: until } = socket.getPeerCertificate();
  return `${socket.getProtocol()}, certificate for ${subject?.CN ?? 'unnamed'} until ${until}`;
}

function worthKnowing(server: MailServer): string[] {
  const sender = senderOf(server.from, '').address;
  const gmail = /(^|\.)gmail\.com$/i.test(server.host);
  if (gmail && server.user && sender.toLowerCase() !== server.user.toLowerCase()) {
    return [`Gmail puts ${server.user} in the place of EMAIL_FROM (${sender}) unless that is an alias of the account.`];
  }
  return [];
}
