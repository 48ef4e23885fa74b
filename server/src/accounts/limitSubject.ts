import type { CanonicalEmail } from '../domain/emailAddress.ts';
import { knownDevice } from '../limits/deviceCookie.ts';
import type { LimitSubject } from '../limits/limiter.ts';
import type { Scope } from './scope.ts';

/**
 * The subject that an attempt on an address is counted by: the known device, if any; else the client, the address and
 * both together.
 */
export function limitSubject(
  { secretKeys, caller, clock }: Pick<Scope, 'secretKeys' | 'caller' | 'clock'>,
  address: CanonicalEmail | undefined,
): LimitSubject {
  const { ipAddress, deviceCookie } = caller;
  if (address === undefined) return { ipAddress };
  return { ipAddress, address, device: knownDevice(secretKeys, deviceCookie, address, clock()) };
}
