import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { Account } from '../accounts/account.ts';
import { AddressChange } from '../accounts/addressChange.ts';
import { giveUpAddress } from '../accounts/giveUpAddress.ts';
import { recordEvent } from '../accounts/recordEvent.ts';
import type { ProvenAddress } from '../accounts/registrationLink.ts';
import type { Scope } from '../accounts/scope.ts';
import { enqueueMailWithin } from '../mail/enqueueMailWithin.ts';
import { endSessions } from '../sessions/endSessions.ts';

/** What {@link replaceAddress} needs. */
export type ReplacingScope = Pick<
  Scope,
  'em' | 'clock' | 'log' | 'caller' | 'secretKeys' | 'tellProduct' | 'wakeWorkers'
>;

/**
 * Gives an account another address. In one transaction it ends the sessions, spends every link of the account, records
 * the event and tells the product. It also queues the note to the former address. If the account is disabled, it spends
 * all notes instead. `taken` where another account has the address: the unique index decides. `changed` where the
 * account is not as `unchanged` says any more.
 */
export async function replaceAddress(
  scope: ReplacingScope,
  account: Account,
  address: ProvenAddress,
  options: {
    /** The condition of the update, which the database evaluates again after it has waited for another writer. */
    readonly unchanged: Partial<Account>;
    readonly exceptSessionId?: string | undefined;
    /** Runs in the transaction, after the change. */
    readonly also?: ((em: SqlEntityManager, now: Date) => Promise<unknown>) | undefined;
  },
): Promise<'replaced' | 'taken' | 'changed'> {
  const { caller, log } = scope;
  const { unchanged, exceptSessionId, also } = options;
  const { id } = account;
  const now = scope.clock();
  const linkGeneration = account.linkGeneration + 1;
  try {
    const replaced = await scope.em.transactional(async em => {
      // A link from before would work again if the account came back to this address.
      const swap = { email: address.email, canonicalEmail: address.canonical, linkGeneration };
      if ((await em.nativeUpdate(Account, { ...unchanged, id }, swap)) === 0) return false;
      await giveUpAddress(em, scope, account.canonicalEmail, now);
      await recordEvent(em, log, { accountId: id, kind: 'EMAIL_CHANGED', at: now, caller });
      // Of a disabled account an operator does this, who takes it back from a thief.
      if (account.disabled) await em.nativeDelete(AddressChange, { account: id });
      else await tellFormerAddress(em, scope, account, { linkGeneration, changedAt: now });
      await also?.(em, now);
      await scope.tellProduct(em, 'account.email_changed', { id, reference: account.reference, email: address.email });
      await endSessions(em, scope, account, { except: exceptSessionId });
      return true;
    });
    if (!replaced) return 'changed';
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return 'taken';
    throw error;
  }
  scope.wakeWorkers();
  return 'replaced';
}

/** Queues the note to the former address, and records that its link can undo the change. */
async function tellFormerAddress(
  em: SqlEntityManager,
  { caller }: Pick<Scope, 'caller'>,
  { id, email, language }: Account,
  change: { readonly linkGeneration: number; readonly changedAt: Date },
): Promise<void> {
  const note = { address: email, accountId: id, language: language ?? caller.language, caller };
  const noteId = await enqueueMailWithin(em, { kind: 'email-changed', ...note }, change.changedAt);
  await em.insert(AddressChange, { noteId, account: id, ...change });
}
