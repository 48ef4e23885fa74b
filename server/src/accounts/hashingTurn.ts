import type { Caller } from '../domain/caller.ts';
import { clientNetworks } from '../limits/clientNetworks.ts';
import type { HashingTurn } from '../passwords/hashingTurn.ts';

/**
 * The turn of a caller in the hashing queue. `knownDevice` names account and device where the device cookie is valid
 * for the account.
 */
export function hashingTurnOf(caller: Pick<Caller, 'ipAddress'>, knownDevice?: string): HashingTurn {
  return { client: clientNetworks(caller.ipAddress), knownDevice };
}
