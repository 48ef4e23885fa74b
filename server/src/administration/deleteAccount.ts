import { Account } from '../accounts/account.ts';
import { addressDigest } from '../accounts/addressDigest.ts';
import { ClosedAddress } from '../accounts/closedAddress.ts';
import type { Scope } from '../accounts/scope.ts';

/**
 * Removes an account with its sessions and events. What is left is a digest of the address, so that a registration link mailed before does
 * not open the account again. False where somebody else deleted it first.
 */
export async function deleteAccount(
  scope: Pick<Scope, 'em' | 'clock' | 'log' | 'secretKeys'>,
  account: Account,
): Promise<boolean> {
  return scope.em.transactional(async em => {
    // Sessions and events go by the database's own cascade.
    if ((await em.nativeDelete(Account, { id: account.id })) === 0) return false;
    await em.upsert(ClosedAddress, {
      addressDigest: addressDigest(scope.secretKeys, account.canonicalEmail),
      closedAt: scope.clock(),
    });
    scope.log.info({ account: account.id }, 'account deleted');
    return true;
  });
}
