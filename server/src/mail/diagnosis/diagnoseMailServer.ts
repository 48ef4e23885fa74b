import { lookup } from 'node:dns/promises';
import { isTlsFailure } from '../classifySmtpError.ts';
import type { MailServer } from '../mailServer.ts';
import { senderOf } from '../sender.ts';
import { createSession } from '../smtp/session.ts';
import { SmtpFailure, smtputf8Missing } from '../smtp/smtpFailure.ts';
import { type Patience, USUAL_PATIENCE } from '../smtp/stages.ts';
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
const DIAGNOSIS_PATIENCE = Object.fromEntries(
  Object.entries(USUAL_PATIENCE).map(([stage, ms]) => [stage, Math.min(ms, 30_000)]),
) as Patience;

/** Connects and logs in to the mail server, and sends nothing. Never throws. */
export async function diagnoseMailServer(server: MailServer, patience = DIAGNOSIS_PATIENCE): Promise<Diagnosis> {
  const steps: DiagnosisStep[] = [];
  const passed = (name: DiagnosisStep['name'], seen: string) => steps.push({ name, ok: true, seen });
  const { lines, hear } = recordDialogue();
  const session = createSession(server, patience, hear);
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
    return { ok: true, steps, advice: worthKnowing(server, session.offersSmtputf8), dialogue: lines };
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

function worthKnowing(server: MailServer, offersSmtputf8: boolean): string[] {
  const { address: sender, international } = senderOf(server.from, '');
  if (international && !offersSmtputf8) return advise(server, smtputf8Missing());
  const gmail = /(^|\.)gmail\.com$/i.test(server.host);
  if (gmail && server.user && sender.toLowerCase() !== server.user.toLowerCase()) {
    return [`Gmail puts ${server.user} in the place of EMAIL_FROM (${sender}) unless that is an alias of the account.`];
  }
  return [];
}
