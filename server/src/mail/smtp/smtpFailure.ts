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

/** The code of a failure where the token endpoint gave no token for now, so that no login was tried. */
export const TOKEN_UNAVAILABLE = 'ETOKEN';

/** The code of a failure that {@link smtputf8Missing} makes. */
export const SMTPUTF8_MISSING = 'ESMTPUTF8';

/** An address has letters beyond ASCII before its @, and the server's reply to EHLO does not offer SMTPUTF8. */
export function smtputf8Missing(): SmtpFailure {
  const why = 'the mail server does not support SMTPUTF8 (RFC 6531), which an address with letters beyond ASCII needs';
  return new SmtpFailure('EHLO', why, { code: SMTPUTF8_MISSING });
}
