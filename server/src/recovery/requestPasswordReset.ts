import { canonicalEmail, parseEmailAddress } from '../emailAddress.ts';
import { type InvalidEmail, type MailPromised, type TooManyRequests, tooManyRequests } from '../outcomes.ts';
import type { Scope } from '../scope.ts';

/** The kind of mail job that a request for a reset queues. */
export const PASSWORD_RESET_MAIL = 'password-reset';

/**
 * Promises a reset mail to the owner of an address. Never looks at accounts: whether there is anybody to send it to is the postman's to find
 * out, so known and unknown addresses take the same path and the same time.
 */
export async function requestPasswordReset(
  scope: Pick<Scope, 'em' | 'limiter' | 'client' | 'config' | 'promiseMail'>,
  typedEmail: string,
): Promise<MailPromised | InvalidEmail | TooManyRequests> {
  const email = parseEmailAddress(typedEmail);
  if (!email) return { outcome: 'InvalidEmail' };
  const address = canonicalEmail(email);

  const { client } = scope;
  const wait = await scope.limiter.attempt(scope, 'requestPasswordReset', { ipAddress: client.ipAddress, address });
  if (wait !== undefined) return tooManyRequests(wait);

  await scope.promiseMail({ kind: PASSWORD_RESET_MAIL, address, language: client.language, client });
  return { outcome: 'MailPromised', expiresInSeconds: scope.config.passwordResetTimeoutSeconds };
}
