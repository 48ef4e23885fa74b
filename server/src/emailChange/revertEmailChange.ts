import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { Account } from '../accounts/account.ts';
import { AddressChange } from '../accounts/addressChange.ts';
import { admitLinkUse } from '../accounts/admitLinkUse.ts';
import { giveUpAddress } from '../accounts/giveUpAddress.ts';
import { type InvalidLink, invalidLink, type TooManyRequests, tooManyRequests } from '../accounts/outcomes.ts';
import { recordEvent } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import type { MailedLink } from '../links/signedLink.ts';
import { enqueueMailWithin } from '../mail/enqueueMailWithin.ts';
import { endSessions } from '../sessions/endSessions.ts';
import { boundStatement, plainEntity } from '../sql/boundStatement.ts';
import { type Revertible, readRevertLink } from './revertLink.ts';

type RevertScope = Pick<
  Scope,
  'em' | 'caller' | 'limiter' | 'secretKeys' | 'clock' | 'settings' | 'log' | 'tellProduct' | 'wakeWorkers'
>;

/** Undoes the transaction: another revert came first. */
class AlreadyReverted extends Error {}

/**
 * "It wasn't me", from the note to a former address: puts that address back, however often the account has changed
 * since. It ends every session, makes the password unusable, spends every link of the account, and mails a reset link to
 * the former address. Where another account has the address now, everything but that happens, and the link is SPENT.
 */
export async function revertEmailChange(
  scope: RevertScope,
  link: MailedLink,
): Promise<{ readonly outcome: 'EmailChangeReverted' } | InvalidLink | TooManyRequests> {
  const change = await readRevertLink(scope, link);
  const admission = await admitLinkUse(scope, link, change);
  if (!admission.admitted) return tooManyRequests(admission.waitSeconds);
  if ('outcome' in change) return change;

  const reverted = await revert(scope, change);
  scope.wakeWorkers();
  return reverted ? { outcome: 'EmailChangeReverted' } : invalidLink('SPENT');
}

/** False where another revert came first, or another account has the former address. */
async function revert(scope: RevertScope, change: Revertible): Promise<boolean> {
  try {
    return await scope.em.transactional(em => revertWithin(em, scope, change));
  } catch (error) {
    if (error instanceof AlreadyReverted) return false;
    // The address was taken a moment ago. The second attempt sees that.
    if (error instanceof UniqueConstraintViolationException) return revert(scope, change);
    throw error;
  }
}

async function revertWithin(em: SqlEntityManager, scope: RevertScope, change: Revertible): Promise<boolean> {
  const { caller, log } = scope;
  const { accountId, formerAddress } = change;
  const at = scope.clock();
  // The account first: another writer waits for this row, or has committed before and is undone here.
  const [row] = await boundStatement(em, CLOSE_ACCOUNT, [accountId, false]);
  if (!row) throw new AlreadyReverted();
  const account = plainEntity(em, Account, row);
  const { linkGeneration } = change;
  if ((await em.count(AddressChange, { account: accountId, linkGeneration })) === 0) throw new AlreadyReverted();

  const taken = (await em.count(Account, { canonicalEmail: formerAddress.canonical, id: { $ne: accountId } })) > 0;
  if (taken) {
    // The change stays, so that the link works once the address is free again.
    await recordEvent(em, log, { accountId, kind: 'PASSWORD_RESET_REVOKED', at, caller });
    await endSessions(em, scope, account);
    return false;
  }

  await em.nativeDelete(AddressChange, { account: accountId, linkGeneration: { $gte: linkGeneration } });
  const { email, canonical: canonicalEmail } = formerAddress;
  // The language of who has reverted, for the mail below: a thief may have chosen another.
  const { language } = caller;
  await em.nativeUpdate(Account, { id: accountId }, { email, canonicalEmail, language });
  if (account.canonicalEmail !== canonicalEmail) await giveUpAddress(em, scope, account.canonicalEmail, at);
  await recordEvent(em, log, { accountId, kind: 'EMAIL_CHANGE_REVERTED', at, caller });
  await enqueueMailWithin(em, { kind: 'password-reset', address: canonicalEmail, language, caller }, at);
  await scope.tellProduct(em, 'account.email_changed', { id: accountId, reference: account.reference, email });
  await endSessions(em, scope, account);
  return true;
}

/** Makes the password unusable and spends every link. Returns the account. */
const CLOSE_ACCOUNT = `update account set password_hash = null, link_generation = link_generation + 1
  where id = ? and disabled = ? returning *`;
