import { Account } from '../accounts/account.ts';
import type { Scope } from '../accounts/scope.ts';
import { canonicalEmail, parseEmailAddress } from '../domain/emailAddress.ts';
import { isUuid } from '../domain/isUuid.ts';

/**
 * The account of a typed address, or of an id: an account whose address another one answers to has nothing else.
 * Undefined where there is none, or where the text is neither.
 */
export async function findAccount(scope: Pick<Scope, 'em'>, typed: string): Promise<Account | undefined> {
  const id = typed.toLowerCase();
  if (isUuid(id)) return (await scope.em.findOne(Account, { id })) ?? undefined;
  const email = parseEmailAddress(typed);
  if (!email) return undefined;
  return (await scope.em.findOne(Account, { canonicalEmail: canonicalEmail(email) })) ?? undefined;
}
