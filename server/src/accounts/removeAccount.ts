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
 * remains, so that a registration link mailed earlier does not create the account again. False where the account is not
 * as `unchanged` says any more, or was deleted concurrently; then everything stays.
 */
export async function removeAccount(
  scope: Pick<Scope, 'em' | 'clock' | 'log' | 'secretKeys' | 'tellProduct'>,
  account: Account,
  options: {
    /** The condition of the deletion, which the database evaluates again after it has waited for another writer. */
    readonly unchanged?: Partial<Account> | undefined;
    /** The language of the notes to the owner's addresses; none is queued without one. */
    readonly noteIn?: Account['language'] | undefined;
  } = {},
): Promise<boolean> {
  const { unchanged, noteIn } = options;
  const now = scope.clock();
  try {
    await scope.em.transactional(async em => {
      const former = await formerAddresses(em, account.id);
      const about = { accountId: account.id, address: account.canonicalEmail, formerAddresses: former };
      await deleteJobsAbout(em, about);
      // The database cascades to sessions and events.
      if ((await em.nativeDelete(Account, { ...unchanged, id: account.id })) === 0) throw new AccountChanged();
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
