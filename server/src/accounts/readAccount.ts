import type { SqlEntityManager } from '@mikro-orm/sql';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import { boundStatement, plainEntity } from '../sql/boundStatement.ts';
import { Account } from './account.ts';

/** The account of an address, for reading; undefined where there is none. */
export function accountByAddress(em: SqlEntityManager, address: CanonicalEmail): Promise<Account | undefined> {
  return readAccount(em, 'select * from account where canonical_email = ?', address);
}

/** The account of an id, for reading; undefined where there is none. */
export function accountById(em: SqlEntityManager, id: string): Promise<Account | undefined> {
  return readAccount(em, 'select * from account where id = ?', id);
}

/**
 * As a bound statement: the mail worker reads an account for every job, and the ORM would have each statement parsed
 * and kept anew.
 */
async function readAccount(em: SqlEntityManager, text: string, value: string): Promise<Account | undefined> {
  const [row] = await boundStatement(em, text, [value]);
  return row && plainEntity(em, Account, row);
}
