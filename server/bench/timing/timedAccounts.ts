import { randomUUID } from 'node:crypto';
import bcrypt from 'bcrypt';
import { Account, newAccount } from '../../src/accounts/account.ts';
import { migrateUp } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/openDatabase.ts';
import { type EmailAddress } from '../../src/domain/emailAddress.ts';
import { derive } from '../../src/passwords/hashingWork.ts';
import { hashPassword, type PasswordHash } from '../../src/passwords/passwordHash.ts';

/** The kinds of address that an answer must not tell apart. */
export const KINDS = ['unknown', 'known', 'disabled', 'no password', 'imported bcrypt', 'imported pbkdf2'] as const;

/** One of {@link KINDS}. */
export type Kind = (typeof KINDS)[number];

/** The account that asks about other addresses in its own session. */
export const ASKER = { address: 'asker@example.com', password: 'the right password' };

/** Enough addresses of each kind that none stays in a cache. */
const ADDRESSES = 200;

/** For each kind, addresses of it with the id of their account, or of no account. */
export type TimedAccounts = Record<Kind, ReadonlyArray<{ readonly address: string; readonly accountId: string }>>;

/** Fills a new SQLite database with accounts of every kind, before the server opens it. */
export async function makeTimedAccounts(file: string, cost: number): Promise<TimedAccounts> {
  const database = await openDatabase({ kind: 'sqlite', file });
  await migrateUp(database);
  const current = await hashPassword(async work => derive(work), ASKER.password, cost);
  const hashes: Record<Kind, string | null> = {
    unknown: null,
    known: current,
    disabled: current,
    'no password': null,
    'imported bcrypt': await bcrypt.hash('the right password', 4),
    // 1,000 iterations: far cheaper than any cost that is allowed.
    'imported pbkdf2': 'pbkdf2_sha256$1000$c2FsdHNhbHQ$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=',
  };
  const accounts = Object.fromEntries(KINDS.map(kind => [kind, makeAddresses()])) as unknown as TimedAccounts;
  const rows = KINDS.filter(kind => kind !== 'unknown').flatMap(kind =>
    accounts[kind].map(({ address, accountId }) => ({
      ...newAccount({
        email: address as EmailAddress,
        passwordHash: hashes[kind] as PasswordHash | null,
        createdAt: new Date(),
        disabled: kind === 'disabled',
      }),
      id: accountId,
    })),
  );
  const asker = { email: ASKER.address as EmailAddress, passwordHash: current, createdAt: new Date() };
  await database.em.fork().insertMany(Account, [...rows, newAccount(asker)]);
  await database.close();
  return accounts;
}

/** Alike in length and form, so that the address itself tells nothing. */
function makeAddresses() {
  return Array.from({ length: ADDRESSES }, () => {
    const accountId = randomUUID();
    return { accountId, address: `${accountId.replaceAll('-', '').slice(0, 16)}@example.com` };
  });
}
