import { readImportedHash } from './importedHash.ts';
import { costOf, type PasswordHash } from './passwordHash.ts';

/**
 * Whether a password can be checked against this hash: one of the current scheme, or of those that are brought in from elsewhere, within the
 * bounds of hashBounds.ts.
 */
export function isReadableHash(hash: PasswordHash): boolean {
  return costOf(hash) !== undefined || readImportedHash(hash) !== undefined;
}
