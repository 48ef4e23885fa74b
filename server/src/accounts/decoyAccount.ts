import type { CanonicalEmail, EmailAddress } from '../domain/emailAddress.ts';
import type { PasswordHash } from '../passwords/passwordHash.ts';
import { type Account, newAccount } from './account.ts';

/** As long as a hash of ours: the fingerprint of a link is made of it. */
const DECOY_HASH = `$rekey$${'x'.repeat(60)}` as PasswordHash;

/**
 * An account that does not exist, for an address that has none. Links and mails are made for it just as for a real one, and then dropped, so
 * that an unknown address costs what a known one does.
 */
export function decoyAccount(address: EmailAddress | CanonicalEmail, now: Date): Account {
  const email = address as string as EmailAddress;
  return newAccount({ email, passwordHash: DECOY_HASH, createdAt: now });
}
