import { lookup } from 'node:dns/promises';
import { classifySmtpError, isTlsFailure } from '../classifySmtpError.ts';
import type { MailServer } from '../mailServer.ts';
import { type Sender, senderOf } from '../sender.ts';
import { createSession, type SmtpSession } from '../smtp/session.ts';
import { SmtpFailure } from '../smtp/smtpFailure.ts';
import { isRecipientsTurn, type Patience, USUAL_PATIENCE } from '../smtp/stages.ts';
import { advise } from './advise.ts';
import { type DialogueLine, recordDialogue } from './dialogue.ts';

/** One step that was tried, its result, and what was seen. */
interface DiagnosisStep {
  readonly name: 'resolve' | 'connect' | 'encrypt' | 'log in' | 'send from';
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
const DIAGNOSIS_PATIENCE = Object.fromEntries(
  Object.entries(USUAL_PATIENCE).map(([stage, ms]) => [stage, Math.min(ms, 30_000)]),
) as Patience;

/** Connects and logs in to the mail server, offers it a mail, and sends none. Never throws. */
export async function diagnoseMailServer(server: MailServer, patience = DIAGNOSIS_PATIENCE): Promise<Diagnosis> {
  const steps: DiagnosisStep[] = [];
  const passed = (name: DiagnosisStep['name'], seen: string) => steps.push({ name, ok: true, seen });
  const { lines, hear } = recordDialogue();
  const session = createSession(server, patience, hear);
  const sender = senderOf(server.from, '');
  let trying: DiagnosisStep['name'] = 'resolve';

  try {
    const found = await lookup(server.host, { all: true });
    passed('resolve', found.map(({ address }) => address).join(', '));

    trying = 'connect';
    await session.connect();
    passed('connect', `${server.host}:${server.port} answers`);
    passed('encrypt', session.encryption ?? 'none, as configured (EMAIL_USE_TLS=false)');

    trying = 'log in';
    if (server.user === undefined) passed('log in', 'no EMAIL_USER, so it was not tried');
    else if (await session.login()) passed('log in', `accepted as ${server.user}`);
    else passed('log in', 'the server asks for none, so it was not tried');

    trying = 'send from';
    passed('send from', await offered(session, sender));
    return { ok: true, steps, advice: worthKnowing(server, sender), dialogue: lines };
  } catch (failure) {
    const seen = failure instanceof Error ? failure.message : String(failure);
    if (trying === 'connect' && failure instanceof SmtpFailure && isTlsFailure(failure)) {
      passed('connect', `${server.host}:${server.port} answers`);
      trying = 'encrypt';
    }
    steps.push({ name: trying, ok: false, seen });
    return { ok: false, steps, advice: advise(server, failure), dialogue: lines };
  } finally {
    session.close();
  }
}

/** What the server thinks of mail from the sender. Throws what it has against the operator, or against any mail. */
async function offered(session: SmtpSession, sender: Sender): Promise<string> {
  try {
    await session.offer(sender);
    return `accepted from ${sender.address}`;
  } catch (failure) {
    if (!(failure instanceof SmtpFailure) || !isRecipientsTurn(failure.stage)) throw failure;
    // The recipient was the sender, who need not have a mailbox.
    const { fault } = classifySmtpError(failure, sender.address);
    if (fault !== undefined && fault !== 'unclear') throw failure;
    return `accepted from ${sender.address}, which takes no mail itself`;
  }
}

function worthKnowing(server: MailServer, { address: sender }: Sender): string[] {
  const gmail = /(^|\.)gmail\.com$/i.test(server.host);
  if (gmail && server.user && sender.toLowerCase() !== server.user.toLowerCase()) {
    return [`Gmail puts ${server.user} in the place of EMAIL_FROM (${sender}) unless that is an alias of the account.`];
  }
  return [];
}
