import { canonicalEmail, parseEmailAddress } from '../domain/emailAddress.ts';
import { type InvalidEmail, type MailQueued, type TooManyRequests, tooManyRequests } from './outcomes.ts';
import type { Scope } from './scope.ts';

/** The kind of mail job that a wish to open an account queues. */
export const REGISTRATION_MAIL = 'registration';

/**
 * Promises a mail with which the owner of an address can open an account, or a note that there is one. Stores nothing but the mail job, and
 * never looks at accounts.
 */
export async function register(
  scope: Pick<Scope, 'em' | 'limiter' | 'caller' | 'config' | 'enqueueMail'>,
  typedEmail: string,
): Promise<MailQueued | InvalidEmail | TooManyRequests> {
  const email = parseEmailAddress(typedEmail);
  if (!email) return { outcome: 'InvalidEmail' };

  const { caller } = scope;
  const by = { ipAddress: caller.ipAddress, address: canonicalEmail(email) };
  const wait = await scope.limiter.attempt(scope, 'register', by);
  if (wait !== undefined) return tooManyRequests(wait);

  // As typed: the account, once opened, keeps the spelling that its owner uses.
  await scope.enqueueMail({ kind: REGISTRATION_MAIL, address: email, language: caller.language, caller });
  return { outcome: 'MailQueued', expiresInSeconds: scope.config.registrationTimeoutSeconds };
}
