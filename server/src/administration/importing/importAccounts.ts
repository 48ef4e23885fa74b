import { Account, newAccount } from '../accounts/account.ts';
import type { Scope } from '../accounts/scope.ts';
import { isReadableHash } from '../passwords/isReadableHash.ts';
import { type AccountLine, readAccountLine } from './accountLine.ts';

/** A message about one line; lines count from 1. */
export type ImportNotice =
  | { readonly line: number; readonly notice: 'malformed'; readonly errors: readonly string[] }
  /** The address has an account, or an earlier line has the address. That account is not changed. */
  | { readonly line: number; readonly notice: 'exists' }
  /** Imported with a hash that cannot be verified; its owner has to reset the password. */
  | { readonly line: number; readonly notice: 'unreadable hash' };

/** The number of lines by result. An account with an unreadable hash counts as imported too. */
export interface ImportTally {
  imported: number;
  exists: number;
  malformed: number;
  unreadableHash: number;
}

/** Small enough that a running server waits only briefly for the write lock. */
const BATCH = 1_000;

interface NumberedLine {
  readonly line: number;
  readonly account: AccountLine;
}

/**
 * Imports accounts from lines of NDJSON in batches, each in a transaction. After an interruption, import the same lines
 * again. Empty lines are ignored.
 */
export async function importAccounts(
  scope: Pick<Scope, 'em' | 'clock'>,
  lines: AsyncIterable<string>,
  notify: (notice: ImportNotice) => void,
): Promise<ImportTally> {
  const tally: ImportTally = { imported: 0, exists: 0, malformed: 0, unreadableHash: 0 };
  let line = 0;
  let batch: NumberedLine[] = [];

  async function flush(): Promise<void> {
    const imported = await insertNew(scope, batch);
    for (const [index, { line, account }] of batch.entries()) {
      if (!imported.has(index)) {
        tally.exists += 1;
        notify({ line, notice: 'exists' });
        continue;
      }
      tally.imported += 1;
      if (account.passwordHash === null || isReadableHash(account.passwordHash)) continue;
      tally.unreadableHash += 1;
      notify({ line, notice: 'unreadable hash' });
    }
    batch = [];
  }

  for await (const text of lines) {
    line += 1;
    // Windows programs begin a file with a byte order mark.
    const trimmed = (line === 1 ? text.replace(/^\ufeff/, '') : text).trim();
    if (trimmed === '') continue;
    const account = readAccountLine(trimmed);
    if ('errors' in account) {
      tally.malformed += 1;
      notify({ line, notice: 'malformed', errors: account.errors });
      continue;
    }
    batch.push({ line, account });
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return tally;
}

/**
 * Inserts new accounts in one statement that skips taken addresses, so that an account created concurrently is never
 * overwritten. Returns the indices of the inserted ones.
 */
async function insertNew(
  { em, clock }: Pick<Scope, 'em' | 'clock'>,
  batch: readonly NumberedLine[],
): Promise<Set<number>> {
  if (batch.length === 0) return new Set();
  const now = clock();
  const rows = batch.map(({ account: { email, passwordHash, createdAt = now, disabled } }) =>
    newAccount({ email, passwordHash, createdAt, disabled }),
  );
  const indexById = new Map(rows.map(({ id }, index) => [id, index]));
  const inserted: Array<{ id: string }> = await em
    .createQueryBuilder(Account)
    .insert(rows)
    .onConflict('canonicalEmail')
    .ignore()
    .returning('id')
    .execute('all');
  return new Set(inserted.map(({ id }) => indexById.get(id) ?? -1));
}
