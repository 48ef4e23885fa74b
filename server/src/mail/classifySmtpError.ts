import { withoutAddresses } from '../domain/errorMessage.ts';
import type { Outcome } from '../queue/delivery.ts';

interface SmtpFailure extends Error {
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
}

/** 5.4.5 is Gmail's "daily sending limit exceeded": it concerns us and not the recipient, and ends within a day. */
const SENDING_LIMIT_REACHED = /^5\d\d[ -]5\.4\.5\b/;

/** RFC 4954, section 6: authentication required, too weak, rejected, or only over TLS. */
const LOGIN_CODES: ReadonlySet<number> = new Set([530, 534, 535, 538]);

/**
 * Classifies a failed attempt by what it means for the mail, the server and the operator.
 *
 * A reply to RCPT TO, DATA or the message is the recipient's, with any code, since the owner of an address may choose
 * it. Only what comes before is the server's state: connection, greeting, EHLO, STARTTLS, AUTH, MAIL FROM. Replies that
 * may concern the server after all (421, 530, 5.4.5) name the owner of the recipient's domain. So the circuit breaker
 * can tell one stranger from a server that is down.
 */
export function classifySmtpError(
  thrown: unknown,
  recipient: string,
): Exclude<Outcome, { kind: 'accepted' | 'discarded' }> {
  const failure = thrown as SmtpFailure;
  const reply = withoutAddresses(failure.response || failure.message || String(thrown));
  const code = failure.responseCode ?? 0;
  // 503 reports a wrong sequence of commands and no rejected mail: a new connection may succeed.
  const permanent = code >= 500 && code < 600 && code !== 503;
  const aboutTheMessage = failure.code === 'EENVELOPE' || failure.code === 'EMESSAGE';

  if (aboutTheMessage && failure.command === 'API') return { kind: 'rejected', reply };
  // With PIPELINING, a 421 in the middle of a message is reported as a closed connection.
  const closedInMessage = failure.code === 'ECONNECTION' && code === 421;
  if (closedInMessage || (aboutTheMessage && failure.command !== 'MAIL FROM')) {
    if (code === 421 || LOGIN_CODES.has(code) || SENDING_LIMIT_REACHED.test(reply)) {
      return { kind: 'deferred', reply, suspect: ownerOf(recipient) };
    }
    return { kind: permanent ? 'rejected' : 'deferred', reply };
  }
  if (failure.code === 'EAUTH' || LOGIN_CODES.has(code)) {
    return { kind: 'unavailable', reply, operatorFault: code === 0 || permanent };
  }
  if (failure.code === 'ETLS' || isCertificateFault(failure))
    return { kind: 'unavailable', reply, operatorFault: true };
  return { kind: 'unavailable', reply, operatorFault: permanent };
}

/**
 * Whose refusal it is: the last two labels of the domain, since the owner of a domain has as many below it as they
 * like. Domains below one such as co.uk count as one, with which the circuit breaker opens later than it might.
 */
function ownerOf(recipient: string): string {
  const domain = recipient.slice(recipient.lastIndexOf('@') + 1).toLowerCase();
  return domain.split('.').slice(-2).join('.');
}

/** OpenSSL's and Node's errors for an invalid certificate. */
function isCertificateFault(failure: SmtpFailure): boolean {
  return /certificate|self-signed|ERR_TLS_|altnames/i.test(`${failure.code} ${failure.message}`);
}
