import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Language } from '../domain/language.ts';
import { enqueueMailWithin } from '../mail/enqueueMailWithin.ts';
import { deleteJobsAbout } from '../queue/jobs.ts';
import { Account } from './account.ts';
import { addressDigest } from './addressDigest.ts';
import { ClosedAddress } from './closedAddress.ts';
import { formerAddresses } from './formerAddresses.ts';
import type { Scope } from './scope.ts';

/** Undoes the transaction. */
class AccountChanged extends Error {}

/**
 * Deletes an account with its sessions, its events and every mail job about it or its address. A digest of the address
 * remains, so that a registration link mailed earlier does not create the account again. False where the account has
 * another address by now, is not as the options say any more, or was deleted concurrently; then everything stays.
 */
export async function removeAccount(
  scope: Pick<Scope, 'em' | 'clock' | 'log' | 'secretKeys' | 'tellProduct'>,
  account: Account,
  options: {
    /** The condition of the deletion, which the database evaluates again after it has waited for another writer. */
    readonly unchanged?: Partial<Account> | undefined;
    /** A further condition, evaluated while the account is locked. */
    readonly onlyIf?: ((em: SqlEntityManager) => Promise<boolean>) | undefined;
    /** The language of the notes to the owner's addresses; none is queued without one. */
    readonly noteIn?: Language | undefined;
  } = {},
): Promise<boolean> {
  const { unchanged, onlyIf, noteIn } = options;
  const now = scope.clock();
  try {
    await scope.em.transactional(async em => {
      const former = await formerAddresses(em, account.id);
      const about = { accountId: account.id, address: account.canonicalEmail, formerAddresses: former };
      await deleteJobsAbout(em, about);
      // The jobs, the closed address and the note are of the address that was read.
      const condition = { ...unchanged, id: account.id, email: account.email };
      if (!(await em.findOne(Account, condition, { lockMode: LockMode.PESSIMISTIC_WRITE }))) throw new AccountChanged();
      if (onlyIf && !(await onlyIf(em))) throw new AccountChanged();
      // The database cascades to sessions and events.
      await em.nativeDelete(Account, { id: account.id });
      await em.upsert(ClosedAddress, {
        addressDigest: addressDigest(scope.secretKeys, account.canonicalEmail),
        closedAt: now,
      });
      await scope.tellProduct(em, 'account.deleted', account);
      if (!noteIn) return;
      // To former ones too. Otherwise a thief who changes the address, and then deletes the account, goes unnoticed.
      for (const address of new Set([account.email, ...former.map(({ address }) => address)]))
        await enqueueMailWithin(em, { kind: 'account-deleted', address, language: noteIn }, now);
    });
  } catch (error) {
    if (error instanceof AccountChanged) return false;
    throw error;
  }
  scope.log.info({ account: account.id }, 'account deleted');
  return true;
}
