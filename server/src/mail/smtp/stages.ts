/** The stages of an SMTP session, in their order. `message` is the mail itself, and `final dot` the wait for its reply. */
export type SmtpStage =
  | 'connect'
  | 'greeting'
  | 'EHLO'
  | 'STARTTLS'
  | 'AUTH'
  | 'RSET'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | 'message'
  | 'final dot';

/** How long each stage may take, in milliseconds. */
export type Patience = Readonly<Record<SmtpStage, number>>;

const MINUTE_MS = 60_000;

/**
 * The minimum times of RFC 5321, section 4.5.3.2. It names none for a connection, which a firewall that drops packets
 * would hold up, and none for RSET. A connection that has served others gets as long as RSET for its next MAIL, too.
 */
export const USUAL_PATIENCE: Patience = {
  connect: 15_000,
  greeting: 5 * MINUTE_MS,
  EHLO: 5 * MINUTE_MS,
  STARTTLS: 5 * MINUTE_MS,
  AUTH: 5 * MINUTE_MS,
  RSET: 30_000,
  MAIL: 5 * MINUTE_MS,
  RCPT: 5 * MINUTE_MS,
  DATA: 2 * MINUTE_MS,
  message: 3 * MINUTE_MS,
  'final dot': 10 * MINUTE_MS,
};

/** The stage that a command begins; undefined for the lines that go on with a login. */
export function stageOfCommand(line: string): SmtpStage | undefined {
  const [verb = ''] = /^(?:(?:EHLO|HELO|AUTH|MAIL|RCPT)(?= )|(?:STARTTLS|DATA|RSET)$)/.exec(line) ?? [];
  return verb === 'HELO' ? 'EHLO' : ((verb || undefined) as SmtpStage | undefined);
}

/** From here on the recipient may have a hand in how the server behaves: a relay may ask the recipient's own server. */
export function isRecipientsTurn(stage: SmtpStage): boolean {
  return stage === 'RCPT' || stage === 'DATA' || stage === 'message' || stage === 'final dot';
}
