import { canonicalEmail, parseEmailAddress } from '../emailAddress.ts';
import { type InvalidEmail, type MailPromised, type TooManyRequests, tooManyRequests } from '../outcomes.ts';
import type { Scope } from '../scope.ts';

/** The kind of mail job that a wish to open an account queues. */
export const REGISTRATION_MAIL = 'registration';

/**
 * Promises a mail with which the owner of an address can open an account, or a note that there is one. Stores nothing but the mail job, and
 * never looks at accounts.
 */
export async function register(
  scope: Pick<Scope, 'em' | 'limiter' | 'client' | 'config' | 'promiseMail'>,
  typedEmail: string,
): Promise<MailPromised | InvalidEmail | TooManyRequests> {
  const email = parseEmailAddress(typedEmail);
  if (!email) return { outcome: 'InvalidEmail' };

  const { client } = scope;
  const by = { ipAddress: client.ipAddress, address: canonicalEmail(email) };
  const wait = await scope.limiter.attempt(scope, 'register', by);
  if (wait !== undefined) return tooManyRequests(wait);

  // As typed: the account, once opened, keeps the spelling that its owner uses.
  await scope.promiseMail({ kind: REGISTRATION_MAIL, address: email, language: client.language, client });
  return { outcome: 'MailPromised', expiresInSeconds: scope.config.registrationTimeoutSeconds };
}
