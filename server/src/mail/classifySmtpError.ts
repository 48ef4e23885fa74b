import type { Delivery } from './delivery.ts';

type SmtpFailure = Error & { code?: string; command?: string; responseCode?: number; response?: string };

/** 5.4.5 is Gmail's "daily sending limit exceeded": about us, not about the recipient, and over by tomorrow. */
const sendingLimitReached = /^5\d\d[ -]5\.4\.5\b/;

/** RFC 4954, section 6: authentication required, too weak, rejected, or only over TLS. */
const loginCodes = new Set([530, 534, 535, 538]);

/** What a failed attempt means for the mail, for the server, and for the operator. */
export function classifySmtpError(thrown: unknown): Exclude<Delivery, { kind: 'accepted' }> {
  const failure = thrown as SmtpFailure;
  const reply = withoutAddresses(failure.response || failure.message || String(thrown));
  const code = failure.responseCode ?? 0;
  // 503 says that the conversation went wrong, not that the mail is unwanted: on a new connection it may pass.
  const permanent = code >= 500 && code < 600 && code !== 503;

  if (code === 421) return { kind: 'server-failed', reply, operatorFault: false };
  if (sendingLimitReached.test(reply)) return { kind: 'server-failed', reply, operatorFault: true };
  if (failure.code === 'EAUTH' || loginCodes.has(code)) {
    return { kind: 'server-failed', reply, operatorFault: code === 0 || permanent };
  }
  if (failure.code === 'ETLS' || isCertificateFault(failure)) {
    return { kind: 'server-failed', reply, operatorFault: true };
  }
  if (failure.code === 'EENVELOPE' || failure.code === 'EMESSAGE') {
    if (failure.command === 'MAIL FROM' && permanent) return { kind: 'server-failed', reply, operatorFault: true };
    return { kind: permanent || failure.command === 'API' ? 'refused' : 'put-off', reply };
  }
  return { kind: 'server-failed', reply, operatorFault: permanent };
}

/** OpenSSL's and Node's words for a certificate that does not hold. */
function isCertificateFault(failure: SmtpFailure): boolean {
  return /certificate|self-signed|ERR_TLS_|altnames/i.test(`${failure.code} ${failure.message}`);
}

/** One line, without any address: what servers reply and what faults say is shown to operators and ends up in logs. */
export function withoutAddresses(reply: string): string {
  return reply
    .replace(/[^\s<>"'(),;:=]+@[^\s<>"'(),;:=]+/g, '(address)')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500);
}
