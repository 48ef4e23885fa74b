import { readImportedHash } from './importedHash.ts';
import { costOf, type PasswordHash } from './passwordHash.ts';

/**
 * Whether a password can be checked against this hash: it has the current or an imported scheme, and is within
 * hashBounds.ts.
 */
export function isReadableHash(hash: PasswordHash): boolean {
  return costOf(hash) !== undefined || readImportedHash(hash) !== undefined;
}
