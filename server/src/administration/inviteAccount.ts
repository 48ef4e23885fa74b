import {
  type InvalidEmail,
  invalidEmail,
  type MailQueued,
  type RegistrationClosed,
  type TooManyRequests,
  tooManyRequests,
} from '../accounts/outcomes.ts';
import type { Scope } from '../accounts/scope.ts';
import { canonicalEmail, readEmailAddress } from '../domain/emailAddress.ts';
import type { Language } from '../domain/language.ts';
import { mailboxOf } from '../limits/mailbox.ts';

/**
 * Queues an email in the given language with which the owner of an address can create an account while REGISTRATION is
 * `invite` or `open`. Where the address is taken, its owner gets the note that a registration would send. Refused while
 * registration is closed, since the link would not work.
 */
export async function inviteAccount(
  scope: Pick<Scope, 'em' | 'limiter' | 'settings' | 'enqueueMail'>,
  typedEmail: string,
  language: Language,
): Promise<MailQueued | InvalidEmail | RegistrationClosed | TooManyRequests> {
  const { registration, registrationTimeoutSeconds } = scope.settings;
  if (registration === 'closed') return { outcome: 'RegistrationClosed', registration };

  const { email, fault } = readEmailAddress(typedEmail);
  if (fault) return invalidEmail(fault);

  const admission = await scope.limiter.admit(scope, 'invite', { address: mailboxOf(canonicalEmail(email)) });
  if (!admission.admitted) return tooManyRequests(admission.waitSeconds);

  await admission.during(scope.enqueueMail({ kind: 'invitation', address: email, language }));
  return { outcome: 'MailQueued', address: email, expiresInSeconds: registrationTimeoutSeconds };
}
