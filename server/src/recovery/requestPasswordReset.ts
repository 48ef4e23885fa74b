import { type InvalidEmail, type MailQueued, type TooManyRequests, tooManyRequests } from '../accounts/outcomes.ts';
import type { Scope } from '../accounts/scope.ts';
import { canonicalEmail, parseEmailAddress } from '../domain/emailAddress.ts';

/** The kind of mail job that a request for a reset queues. */
export const PASSWORD_RESET_MAIL = 'password-reset';

/**
 * Promises a reset mail to the owner of an address. Never looks at accounts: whether there is anybody to send it to is the postman's to find
 * out, so known and unknown addresses take the same path and the same time.
 */
export async function requestPasswordReset(
  scope: Pick<Scope, 'em' | 'limiter' | 'caller' | 'config' | 'enqueueMail'>,
  typedEmail: string,
): Promise<MailQueued | InvalidEmail | TooManyRequests> {
  const email = parseEmailAddress(typedEmail);
  if (!email) return { outcome: 'InvalidEmail' };
  const address = canonicalEmail(email);

  const { caller } = scope;
  const wait = await scope.limiter.attempt(scope, 'requestPasswordReset', { ipAddress: caller.ipAddress, address });
  if (wait !== undefined) return tooManyRequests(wait);

  await scope.enqueueMail({ kind: PASSWORD_RESET_MAIL, address, language: caller.language, caller });
  return { outcome: 'MailQueued', expiresInSeconds: scope.config.passwordResetTimeoutSeconds };
}
