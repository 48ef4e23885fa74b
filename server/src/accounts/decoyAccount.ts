import type { CanonicalEmail, EmailAddress } from '../domain/emailAddress.ts';
import type { PasswordHash } from '../passwords/passwordHash.ts';
import { type Account, newAccount } from './account.ts';

/** As long as a real hash, since the fingerprint of a link includes it. */
const DECOY_HASH = `$rekey$${'x'.repeat(60)}` as PasswordHash;

/**
 * An account that does not exist, for an address without one. Its links and mails are made as for a real account and
 * then dropped. So an unknown address costs as much as a known one.
 */
export function decoyAccount(address: EmailAddress | CanonicalEmail, now: Date): Account {
  const email = address as string as EmailAddress;
  return newAccount({ email, passwordHash: DECOY_HASH, createdAt: now });
}
