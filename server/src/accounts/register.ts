import { canonicalEmail, readEmailAddress } from '../domain/emailAddress.ts';
import { mailboxOf } from '../limits/mailbox.ts';
import { limitSubject } from './limitSubject.ts';
import {
  type InvalidEmail,
  invalidEmail,
  type MailQueued,
  type RegistrationClosed,
  type TooManyRequests,
  tooManyRequests,
} from './outcomes.ts';
import type { Scope } from './scope.ts';

/**
 * Queues an email with which the owner of an address can create an account, or a note that there is one. Stores nothing
 * but the mail job, and never looks at accounts. Where registration is not open, every text gets the same answer, and
 * nothing is read or counted for it.
 */
export async function register(
  scope: Pick<Scope, 'em' | 'limiter' | 'caller' | 'clock' | 'secretKeys' | 'settings' | 'enqueueMail'>,
  typedEmail: string,
): Promise<MailQueued | InvalidEmail | RegistrationClosed | TooManyRequests> {
  const { registration, registrationTimeoutSeconds } = scope.settings;
  if (registration !== 'open') return { outcome: 'RegistrationClosed', registration };

  const { email, fault } = readEmailAddress(typedEmail);
  if (fault) return invalidEmail(fault);
  const address = canonicalEmail(email);

  const { caller } = scope;
  const subject = { ...limitSubject(scope, address), address: mailboxOf(address) };
  const admission = await scope.limiter.admit(scope, 'register', subject);
  if (!admission.admitted) return tooManyRequests(admission.waitSeconds);

  // With its letter case, since the account keeps its owner's spelling.
  await scope.enqueueMail({ kind: 'registration', address: email, language: caller.language, caller });
  return { outcome: 'MailQueued', address: email, expiresInSeconds: registrationTimeoutSeconds };
}
