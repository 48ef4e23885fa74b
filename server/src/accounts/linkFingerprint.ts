import { hash } from 'node:crypto';
import type { LinkState } from '../links/signedLink.ts';
import type { Account } from './account.ts';

/**
 * The state that a reset link is bound to: when any of it changes, every link of the account is spent. The last sign-in
 * is not part of it. Otherwise a thief who knows the password could spend every link by signing in repeatedly, and lock
 * the owner out.
 */
export function linkFingerprintInput(account: Account): LinkState {
  return [
    account.passwordHash,
    account.email,
    account.disabled ? 'disabled' : 'active',
    String(account.linkGeneration),
  ];
}

/** The state that links of version 0.1 are bound to, which includes the last sign-in. Such links still work. */
export function legacyLinkFingerprintInput(account: Account): LinkState {
  const [passwordHash = null, email = null, ...rest] = linkFingerprintInput(account);
  return [passwordHash, email, account.lastLoginAt?.toISOString() ?? null, ...rest];
}

/**
 * The condition of an UPDATE that only the first of concurrent writers meets: nothing in {@link linkFingerprintInput}
 * has changed. The database evaluates it again after it has waited for another writer of the row.
 */
export function unchangedSince(account: Account) {
  return {
    id: account.id,
    passwordHash: account.passwordHash,
    email: account.email,
    disabled: account.disabled,
    linkGeneration: account.linkGeneration,
  };
}

/**
 * A digest of {@link linkFingerprintInput}, for a mail whose link is made later than it was asked for. The link must not
 * outlive what has spent the other links meanwhile.
 */
export function linkFingerprintDigest(account: Account): string {
  return hash('sha256', JSON.stringify(linkFingerprintInput(account)), 'base64url');
}
