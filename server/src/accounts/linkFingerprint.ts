import type { LinkState } from '../links/signedLink.ts';
import type { Account } from './account.ts';

/**
 * What a reset link is made for: when any of it changes, every link of the account is spent. The last sign-in is not among it: a thief who
 * knows the password would spend every link by signing in again and again, and so keep the owner out.
 */
export function linkFingerprintInput(account: Account): LinkState {
  return [
    account.passwordHash,
    account.email,
    account.disabled ? 'disabled' : 'active',
    String(account.linkGeneration),
  ];
}

/** What a link of version 0.1 was made for, the last sign-in included. Links already mailed go on working. */
export function legacyLinkFingerprintInput(account: Account): LinkState {
  const [passwordHash = null, email = null, ...rest] = linkFingerprintInput(account);
  return [passwordHash, email, account.lastLoginAt?.toISOString() ?? null, ...rest];
}

/**
 * The condition of an UPDATE that only the first of several racers meets: the row is still what was judged, in everything that
 * {@link linkFingerprintInput} covers. The database evaluates it again after it has waited for another writer of the row.
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
