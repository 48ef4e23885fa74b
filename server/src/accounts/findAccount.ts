import { canonicalEmail, parseEmailAddress } from '../emailAddress.ts';
import type { Scope } from '../scope.ts';
import { Account } from './account.ts';

/** The account of an address as somebody typed it; undefined where there is none, or where it is no address at all. */
export async function findAccount(scope: Pick<Scope, 'em'>, typedEmail: string): Promise<Account | undefined> {
  const email = parseEmailAddress(typedEmail);
  if (!email) return undefined;
  return (await scope.em.findOne(Account, { canonicalEmail: canonicalEmail(email) })) ?? undefined;
}
