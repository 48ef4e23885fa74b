import { withoutAddresses } from '../domain/errorMessage.ts';
import type { Outcome } from '../queue/delivery.ts';
import { type Concern, concernOf, type OperatorFault } from './smtp/replies.ts';
import { SMTPUTF8_MISSING, type SmtpFailure, TOKEN_UNAVAILABLE } from './smtp/smtpFailure.ts';
import { isRecipientsTurn, type SmtpStage } from './smtp/stages.ts';

type Refused = Exclude<Outcome, { kind: 'accepted' | 'discarded' }> & { readonly fault?: OperatorFault };

/** Codes at the recipient's turn that may be about the server all the same. */
const SUSPECT_CODES: ReadonlySet<number> = new Set([421, 530, 534, 535, 538]);

/** RFC 5321, section 4.2.3: the mailbox is elsewhere, or has no room for this mail. */
const OF_THIS_MAIL: ReadonlySet<number> = new Set([551, 552]);

/** The same section: the mailbox is unavailable, or its name not allowed. An enhanced code may say otherwise. */
const BARE_OF_MAILBOX = /^(?:550|553)(?![ -][245]\.\d{1,3}\.\d{1,3}\b)/;

/**
 * Classifies a failed attempt by what it means for the mail, the server and the operator.
 *
 * Before the recipient's turn every failure is about the server or the operator, and concerns every mail. From RCPT on,
 * a relay may pass on what the recipient's own server does, and its owner may say anything, or nothing. So a failure
 * there delays that mail alone. Some may be about the server or the operator all the same. Then `suspect` names the
 * owner of the recipient's domain, and the circuit breaker opens only for several of them. A refusal for good that names
 * no recipient, in words that are not known here, is `unclear`: a relay may speak of its customer, in any language. At
 * RCPT, 550 and 553 without an enhanced code are about the mailbox, as RFC 5321 has it.
 */
export function classifySmtpError(failure: SmtpFailure, recipient: string): Refused {
  const reply = withoutAddresses(failure.reply ?? failure.message);
  const code = Number(failure.reply?.slice(0, 3) ?? 0);
  // RFC 1870: the server said in EHLO, or says at MAIL FROM, that this one is too large. Other mails may be smaller.
  if (failure.stage === 'MAIL' && (failure.code === 'EMESSAGE' || code === 552)) return { kind: 'deferred', reply };
  if (isUnsendable(failure)) return { kind: 'rejected', reply };
  const about = failure.reply === undefined ? undefined : concernOf(failure.reply);
  const suspect = ownerOf(recipient);

  if (!isRecipientsTurn(failure.stage)) {
    const ofStage = about === undefined || about === 'recipient' || about === 'message';
    const fault = ofStage ? faultOfStage(failure, code) : operatorFaultOf(about);
    return { kind: 'unavailable', reply, ...(fault && { fault }) };
  }
  if (failure.reply === undefined) {
    const unconfirmed = failure.stage === 'final dot';
    return { kind: 'deferred', reply, suspect, ...(unconfirmed && { unconfirmed }) };
  }
  const fault = operatorFaultOf(about);
  if (fault) return { kind: 'deferred', reply, suspect, fault };
  if (SUSPECT_CODES.has(code)) return { kind: 'deferred', reply, suspect };
  // 503 reports a wrong sequence of commands and no rejected mail: a new connection may succeed.
  if (code < 500 || code === 503) return { kind: 'deferred', reply };
  const isOfThisMail =
    about === 'recipient' ||
    about === 'message' ||
    OF_THIS_MAIL.has(code) ||
    (about === undefined && failure.stage === 'RCPT' && BARE_OF_MAILBOX.test(failure.reply)) ||
    names(failure.reply, recipient);
  if (isOfThisMail) return { kind: 'rejected', reply };
  return { kind: 'deferred', reply, suspect, forGood: true, ...(about === undefined && { fault: 'unclear' }) };
}

/** What no server was asked: an address or a mail that cannot be written as SMTP, or that needs what the server lacks. */
function isUnsendable({ reply, code }: SmtpFailure): boolean {
  return reply === undefined && (code === 'EENVELOPE' || code === 'EMESSAGE' || code === SMTPUTF8_MISSING);
}

/** Servers that object to a recipient tell which. */
function names(reply: string, recipient: string): boolean {
  return recipient !== '' && reply.toLowerCase().includes(recipient.toLowerCase());
}

function operatorFaultOf(about: Concern | undefined): OperatorFault | undefined {
  return about === 'recipient' || about === 'message' || about === 'server' ? undefined : about;
}

const REFUSED_AT: Readonly<Partial<Record<SmtpStage, OperatorFault>>> = {
  greeting: 'policy',
  EHLO: 'greeting',
  STARTTLS: 'encryption',
  AUTH: 'login',
  MAIL: 'sender',
};

/** A name or a port that is misspelt, or a firewall between. A server that is down for a while looks the same. */
const NO_SERVER = /ENOTFOUND|EDNS|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/;

/** A refusal for good before the recipient's turn is about what was just said. A temporary one passes by itself. */
function faultOfStage({ stage, code: cause, reply, message }: SmtpFailure, code: number): OperatorFault | undefined {
  // Its message may name a certificate, which is not that of the mail server.
  if (cause === TOKEN_UNAVAILABLE) return undefined;
  if (isTlsFailure({ code: cause, message })) return 'encryption';
  if (reply === undefined) {
    if (stage === 'connect' && NO_SERVER.test(`${cause} ${message}`)) return 'connection';
    return cause === 'EAUTH' ? 'login' : undefined;
  }
  return code >= 500 && code !== 503 ? REFUSED_AT[stage] : undefined;
}

/** No STARTTLS, or OpenSSL's and Node's errors for an invalid certificate. */
export function isTlsFailure({ code, message }: Pick<SmtpFailure, 'code' | 'message'>): boolean {
  return (
    code === 'ETLS' ||
    /certificate|self-signed|ERR_TLS_|ERR_SSL_|altnames|SSL routines|wrong version number/i.test(`${code} ${message}`)
  );
}

/**
 * Whose refusal it is: the last two labels of the domain, since the owner of a domain has as many below it as they
 * like. Domains below one such as co.uk count as one, with which the circuit breaker opens later than it might.
 */
function ownerOf(recipient: string): string {
  const domain = recipient.slice(recipient.lastIndexOf('@') + 1).toLowerCase();
  return domain.split('.').slice(-2).join('.');
}
