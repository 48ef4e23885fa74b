import { randomUUID } from 'node:crypto';
import { type CanonicalEmail, canonicalEmail, type EmailAddress } from '../domain/emailAddress.ts';
import type { PasswordHash } from '../passwords/passwordHash.ts';
import type { Account } from './account.ts';

/** As long as a hash of ours: the fingerprint of a link is made of it. */
const DECOY_HASH = `$rekey$${'x'.repeat(60)}` as PasswordHash;

/**
 * An account that does not exist, for an address that has none. Links and mails are made for it just as for a real one, and then dropped, so
 * that an unknown address costs what a known one does.
 */
export function decoyAccount(address: EmailAddress | CanonicalEmail, now: Date): Account {
  return {
    id: randomUUID(),
    email: address as string as EmailAddress,
    canonicalEmail: canonicalEmail(address as string as EmailAddress),
    passwordHash: DECOY_HASH,
    disabled: false,
    linkGeneration: 0,
    createdAt: now,
    lastLoginAt: now,
  } as Account;
}
