import { randomUUID } from 'node:crypto';
import nodemailer from 'nodemailer';
import type { Brand } from '../../domain/brand.ts';
import type { MailServer } from '../mailServer.ts';
import { senderOf } from '../sender.ts';
import { connectionOptions, type MailTimeouts, usualMailTimeouts } from '../transport.ts';
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
  timeouts: MailTimeouts = usualMailTimeouts,
): Promise<TestMailResult> {
  const { lines, logger } = recordDialogue();
  const sender = senderOf(server.from, brand.name);
  const transport = nodemailer.createTransport({ ...connectionOptions(server, timeouts), logger, debug: true });
  try {
    const sent = await transport.sendMail({
      messageId: `<${randomUUID()}@${sender.domain}>`,
      from: { name: sender.name, address: sender.address },
      to: { name: '', address: to },
      subject: `Test mail from ${brand.name}`,
      text: `This mail was sent from the command line of ${brand.name}. It has arrived, so mail works.\n`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return { ok: true, dialogue: lines, reply: sent.response, messageId: sent.messageId };
  } catch (failure) {
    const error = failure instanceof Error ? failure.message : String(failure);
    return { ok: false, dialogue: lines, error, advice: advise(server, failure) };
  } finally {
    transport.close();
  }
}
