import type { SqlEntityManager } from '@mikro-orm/sql';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import { addressDigest } from './addressDigest.ts';
import { ClosedAddress } from './closedAddress.ts';
import type { Scope } from './scope.ts';

/**
 * Records in the caller's transaction that an account has left an address for another. A registration link that was
 * mailed there before stays spent.
 */
export async function giveUpAddress(
  em: SqlEntityManager,
  { secretKeys }: Pick<Scope, 'secretKeys'>,
  address: CanonicalEmail,
  now: Date,
): Promise<void> {
  await em.upsert(ClosedAddress, { addressDigest: addressDigest(secretKeys, address, 'moved'), closedAt: now });
}
