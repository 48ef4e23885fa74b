import { Account } from '../accounts/account.ts';
import type { Scope } from '../accounts/scope.ts';
import { canonicalEmail, parseEmailAddress } from '../domain/emailAddress.ts';

/** The account of a typed address; undefined where there is none, or where the text is no address. */
export async function findAccount(scope: Pick<Scope, 'em'>, typedEmail: string): Promise<Account | undefined> {
  const email = parseEmailAddress(typedEmail);
  if (!email) return undefined;
  return (await scope.em.findOne(Account, { canonicalEmail: canonicalEmail(email) })) ?? undefined;
}
