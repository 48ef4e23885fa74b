import { randomUUID } from 'node:crypto';
import nodemailer from 'nodemailer';
import type { Brand } from '../../domain/brand.ts';
import type { MailServer } from '../mailServer.ts';
import { senderOf } from '../sender.ts';
import { createSession } from '../smtp/session.ts';
import { type Patience, USUAL_PATIENCE } from '../smtp/stages.ts';
import { advise } from './advise.ts';
import { type DialogueLine, recordDialogue } from './dialogue.ts';

/** The result of a test mail: the server's last reply, or advice. */
export type TestMailResult = { readonly dialogue: readonly DialogueLine[] } & (
  | { readonly ok: true; readonly reply: string; readonly messageId: string }
  | { readonly ok: false; readonly error: string; readonly advice: readonly string[] }
);

/** Sends one mail without the queue, over its own connection, and returns the conversation. Never throws. */
export async function sendTestMail(
  server: MailServer,
  brand: Brand,
  to: string,
  patience: Patience = USUAL_PATIENCE,
): Promise<TestMailResult> {
  const { lines, hear } = recordDialogue();
  const sender = senderOf(server.from, brand.name);
  const session = createSession(server, patience, hear);
  try {
    const composed = await nodemailer
      .createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
      .sendMail({
        messageId: `<${randomUUID()}@${sender.domain}>`,
        from: { name: sender.name, address: sender.address },
        to: { name: '', address: to },
        subject: `Test mail from ${brand.name}`,
        text: `This mail was sent from the command line of ${brand.name}. It has arrived, so mail works.\n`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    await session.connect();
    await session.login();
    const envelope = { from: sender.address, to: composed.envelope.to[0] ?? to };
    const reply = await session.send({ envelope, raw: composed.message as Buffer });
    return { ok: true, dialogue: lines, reply, messageId: composed.messageId };
  } catch (failure) {
    const error = failure instanceof Error ? failure.message : String(failure);
    return { ok: false, dialogue: lines, error, advice: advise(server, failure) };
  } finally {
    session.close();
  }
}
