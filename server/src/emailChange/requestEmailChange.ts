import { hashingTurnOf } from '../accounts/hashingTurn.ts';
import { limitSubject } from '../accounts/limitSubject.ts';
import { linkFingerprintDigest } from '../accounts/linkFingerprint.ts';
import {
  type InvalidCredentials,
  type InvalidEmail,
  invalidEmail,
  type MailQueued,
  type TooManyRequests,
  tooManyRequests,
} from '../accounts/outcomes.ts';
import { recordEvent } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import { canonicalEmail, readEmailAddress } from '../domain/emailAddress.ts';
import { mailboxOf } from '../limits/mailbox.ts';
import { enqueueMailWithin } from '../mail/enqueueMailWithin.ts';
import type { LiveSession } from '../sessions/currentSession.ts';
import { holdSession } from '../sessions/holdSession.ts';

/**
 * Queues an email with which the owner of a new address can give it to the signed-in account. It never looks whether the
 * address is taken: the mail worker does, and then tells its owner. Guesses at the password are counted with those of a
 * change of password, emails with all others to the mailbox. Throws HashingQueueFull or HashingTimedOut.
 */
export async function requestEmailChange(
  scope: Scope,
  /** Undefined where no one is signed in. */
  live: LiveSession | undefined,
  typedEmail: string,
  currentPassword: string,
): Promise<MailQueued | InvalidEmail | InvalidCredentials | { readonly outcome: 'NotSignedIn' } | TooManyRequests> {
  const { email, fault } = readEmailAddress(typedEmail);
  if (fault) return invalidEmail(fault);
  if (!live) return { outcome: 'NotSignedIn' };
  const { account, session } = live;
  const { caller, limiter, settings } = scope;

  const guess = await limiter.admit(scope, 'requestEmailChange', { accountId: account.id });
  if (!guess.admitted) return tooManyRequests(guess.waitSeconds);

  const turn = hashingTurnOf(caller, session.id);
  const { matches } = await guess.during(scope.hasher.verify(currentPassword, account.passwordHash, turn));
  if (!matches) return { outcome: 'InvalidCredentials' };

  // After the password, so that a thief of a session does not use up the emails of other people's mailboxes.
  const address = canonicalEmail(email);
  const subject = { ...limitSubject(scope, address), address: mailboxOf(address) };
  const mail = await guess.during(limiter.admit(scope, 'emailChangeMail', subject));
  if (!mail.admitted) {
    await guess.giveBack();
    return tooManyRequests(mail.waitSeconds);
  }

  const now = scope.clock();
  const queued = await scope.em.transactional(async em => {
    if (!(await holdSession(em, account.id, session.id))) return false;
    await recordEvent(em, scope.log, { accountId: account.id, kind: 'EMAIL_CHANGE_REQUESTED', at: now, caller });
    const { language } = caller;
    // With its letter case, since the account keeps its owner's spelling.
    const order = { kind: 'email-change', address: email, accountId: account.id, language, caller } as const;
    await enqueueMailWithin(em, { ...order, condition: linkFingerprintDigest(account) }, now);
    return true;
  });
  if (!queued) return { outcome: 'NotSignedIn' };
  scope.wakeWorkers();
  return { outcome: 'MailQueued', address: email, expiresInSeconds: settings.registrationTimeoutSeconds };
}
