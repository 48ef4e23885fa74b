import type { Account } from '../accounts/account.ts';
import { shownEmail } from '../domain/emailAddress.ts';

/** Writes an account as one line of NDJSON, without its line break, that an import reads. */
export function writeAccountLine(
  account: Pick<Account, 'id' | 'reference' | 'email' | 'passwordHash' | 'createdAt' | 'disabled'>,
): string {
  const { id, reference, email, passwordHash, createdAt, disabled } = account;
  return JSON.stringify({
    id,
    ...(reference !== null && { reference }),
    email: shownEmail(email),
    passwordHash,
    createdAt: createdAt.toISOString(),
    disabled,
  });
}
