import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import type { MailedLink } from '../links/signedLink.ts';
import { Account, newAccount } from './account.ts';
import { admitLinkUse } from './admitLinkUse.ts';
import { hashingTurnOf } from './hashingTurn.ts';
import { judgeNewPassword } from './judgeNewPassword.ts';
import { limitSubject } from './limitSubject.ts';
import {
  type InvalidLink,
  invalidLink,
  type PasswordRejected,
  type TooManyRequests,
  tooManyRequests,
} from './outcomes.ts';
import { recordEvent } from './recordEvent.ts';
import { closedSince, readRegistrationLink } from './registrationLink.ts';
import type { Scope } from './scope.ts';

/** The account is created. The browser is now a known device of the address. */
export interface RegistrationComplete {
  readonly outcome: 'RegistrationComplete';
  readonly address: CanonicalEmail;
}

/** Undoes the transaction. */
class LinkOvertaken extends Error {
  constructor(readonly link: InvalidLink) {
    super();
  }
}

/**
 * Creates the account whose address a mailed link proves. Of parallel completions for one address one wins and the
 * others are SPENT: the unique index decides. Starts no session. Throws HashingQueueFull or HashingTimedOut.
 */
export async function completeRegistration(
  scope: Scope,
  link: MailedLink,
  password: string,
): Promise<RegistrationComplete | InvalidLink | PasswordRejected | TooManyRequests> {
  const { caller, limiter } = scope;
  const address = await readRegistrationLink(scope, link);
  const admission = await admitLinkUse(scope, link, address);
  if (!admission.admitted) return tooManyRequests(admission.waitSeconds);
  if ('outcome' in address) return address;

  const turn = hashingTurnOf(caller);
  const rejected = await admission.during(judgeNewPassword(scope, password, address.email, turn));
  if (rejected) return rejected;

  const passwordHash = await admission.during(scope.hasher.hash(password, turn));
  const now = scope.clock();
  const account = newAccount({ email: address.email, passwordHash, createdAt: now, language: caller.language });
  try {
    await scope.em.transactional(async em => {
      await em.insert(Account, account);
      // An account of the address may have come and gone while the password was hashed. The unique index waits for those
      // that are about to.
      const closed = await closedSince({ em, secretKeys: scope.secretKeys }, address.canonical, address.issuedAt);
      if (closed) throw new LinkOvertaken(closed);
      await recordEvent(em, scope.log, { accountId: account.id, kind: 'REGISTERED', at: now, caller });
      await scope.tellProduct(em, 'account.created', account);
    });
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return invalidLink('SPENT');
    if (error instanceof LinkOvertaken) return error.link;
    throw error;
  }
  scope.wakeWebhookWorker();
  await limiter.clear(scope, 'login', limitSubject(scope, address.canonical));
  return { outcome: 'RegistrationComplete', address: address.canonical };
}
