import { Account } from '../accounts/account.ts';
import { addressDigest } from '../accounts/addressDigest.ts';
import { ClosedAddress } from '../accounts/closedAddress.ts';
import type { Scope } from '../accounts/scope.ts';

/**
 * Deletes an account with its sessions and events. A digest of the address remains, so that a registration link mailed
 * earlier does not create the account again. False where it was deleted concurrently.
 */
export async function deleteAccount(
  scope: Pick<Scope, 'em' | 'clock' | 'log' | 'secretKeys'>,
  account: Account,
): Promise<boolean> {
  return scope.em.transactional(async em => {
    // The database cascades to sessions and events.
    if ((await em.nativeDelete(Account, { id: account.id })) === 0) return false;
    await em.upsert(ClosedAddress, {
      addressDigest: addressDigest(scope.secretKeys, account.canonicalEmail),
      closedAt: scope.clock(),
    });
    scope.log.info({ account: account.id }, 'account deleted');
    return true;
  });
}
