import type { SmtpStage } from './stages.ts';

/** Why a session with a mail server failed, and at which stage. */
export class SmtpFailure extends Error {
  override readonly name = 'SmtpFailure';
  readonly stage: SmtpStage;
  /** The server's whole reply; undefined where none came: silence, a lost connection, a fault on this side. */
  readonly reply: string | undefined;
  /** Nodemailer's or Node's code, such as ECONNREFUSED. */
  readonly code: string | undefined;

  constructor(
    stage: SmtpStage,
    message: string,
    { reply, code, cause }: { readonly reply?: string; readonly code?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.stage = stage;
    this.reply = reply;
    this.code = code;
  }
}
