import { randomUUID } from 'node:crypto';
import type { Brand } from '../../domain/brand.ts';
import { escapeHtml } from '../../domain/escapeHtml.ts';
import type { DkimKey, MailServer } from '../mailServer.ts';
import { buildMessage } from '../message.ts';
import { senderOf } from '../sender.ts';
import { createSession } from '../smtp/session.ts';
import { type Patience, USUAL_PATIENCE } from '../smtp/stages.ts';
import { advise } from './advise.ts';
import { type DialogueLine, recordDialogue } from './dialogue.ts';

/** The result of a test mail: the server's last reply, or advice. */
export type TestMailResult = { readonly dialogue: readonly DialogueLine[] } & (
  | { readonly ok: true; readonly reply: string }
  | { readonly ok: false; readonly error: string; readonly advice: readonly string[] }
);

/** Sends one mail without the queue, over its own connection, and returns the conversation. Never throws. */
export async function sendTestMail(
  server: MailServer,
  brand: Brand,
  to: string,
  patience: Patience = USUAL_PATIENCE,
  dkim?: DkimKey,
): Promise<TestMailResult> {
  const { lines, hear } = recordDialogue();
  const sender = senderOf(server.from, brand.name);
  const text = `This mail was sent from the command line of ${brand.name}. It has arrived, so mail works.`;
  const session = createSession(server, patience, hear);
  try {
    const mail = {
      id: randomUUID(),
      to,
      language: 'en',
      subject: `Test mail from ${brand.name}`,
      date: new Date(),
    } as const;
    const message = await buildMessage(
      { ...mail, text: `${text}\n`, html: `<p>${escapeHtml(text)}</p>\n` },
      sender,
      dkim,
    );
    if (typeof message === 'string') return { ok: false, dialogue: lines, error: message, advice: [] };
    await session.connect();
    await session.login();
    return { ok: true, dialogue: lines, reply: await session.send(message) };
  } catch (failure) {
    const error = failure instanceof Error ? failure.message : String(failure);
    return { ok: false, dialogue: lines, error, advice: advise(server, failure) };
  } finally {
    session.close();
  }
}
