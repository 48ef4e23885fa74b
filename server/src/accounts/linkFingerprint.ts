import type { LinkState } from '../links/signedLink.ts';
import type { Account } from './account.ts';

/** What a reset link is made for: when any of it changes, every link of the account is spent. */
export function linkFingerprintInput(account: Account): LinkState {
  return [
    account.passwordHash,
    account.email,
    account.lastLoginAt?.toISOString() ?? null,
    account.disabled ? 'disabled' : 'active',
    String(account.linkGeneration),
  ];
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
    lastLoginAt: account.lastLoginAt,
    disabled: account.disabled,
    linkGeneration: account.linkGeneration,
  };
}
