import { limitSubject } from '../accounts/limitSubject.ts';
import {
  type InvalidEmail,
  invalidEmail,
  type MailQueued,
  type TooManyRequests,
  tooManyRequests,
} from '../accounts/outcomes.ts';
import type { Scope } from '../accounts/scope.ts';
import { canonicalEmail, readEmailAddress } from '../domain/emailAddress.ts';
import { mailboxOf } from '../limits/mailbox.ts';

/**
 * Queues a reset email to the owner of an address. It never reads accounts: the mail worker looks up whether there is
 * one. So known and unknown addresses take the same path and the same time.
 */
export async function requestPasswordReset(
  scope: Pick<Scope, 'em' | 'limiter' | 'caller' | 'clock' | 'secretKeys' | 'settings' | 'enqueueMail'>,
  typedEmail: string,
): Promise<MailQueued | InvalidEmail | TooManyRequests> {
  const { email, fault } = readEmailAddress(typedEmail);
  if (fault) return invalidEmail(fault);
  const address = canonicalEmail(email);

  const { caller } = scope;
  const mailbox = mailboxOf(address);
  const operation = address === (mailbox as string) ? 'requestPasswordReset' : 'requestPasswordResetOfTag';
  const admission = await scope.limiter.admit(scope, operation, { ...limitSubject(scope, address), address: mailbox });
  if (!admission.admitted) return tooManyRequests(admission.waitSeconds);

  await scope.enqueueMail({ kind: 'password-reset', address, language: caller.language, caller });
  return { outcome: 'MailQueued', address: email, expiresInSeconds: scope.settings.passwordResetTimeoutSeconds };
}
