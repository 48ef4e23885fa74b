import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Account } from '../accounts/account.ts';
import type { Scope } from '../accounts/scope.ts';
import { boundStatement } from '../sql/boundStatement.ts';
import { Session } from './session.ts';

/**
 * Ends sessions of an account within the caller's transaction: all of them, all but one, or one alone. Tells the product
 * where any has ended, so it comes after what else the product is told of the change. Returns how many ended.
 */
export async function endSessions(
  em: SqlEntityManager,
  scope: Pick<Scope, 'tellProduct'>,
  account: Account,
  { only, except }: { readonly only?: string; readonly except?: string | undefined } = {},
): Promise<number> {
  const ended = await em.nativeDelete(Session, {
    account: account.id,
    ...(only !== undefined && { id: only }),
    ...(except !== undefined && { id: { $ne: except } }),
  });
  if (ended > 0) await scope.tellProduct(em, 'sessions.ended', account);
  return ended;
}

/** More than a person has browsers. */
export const MOST_SESSIONS = 100;

/** Beyond this many the rest ends at the next sign-in, so that no sign-in has much to do. */
const MOST_ENDED_AT_ONCE = 1_000;

/**
 * Ends the sessions beyond {@link MOST_SESSIONS} that were seen longest ago, for one that has just started. Without a
 * bound, a person who signs in for hours makes a list and a reset that take seconds, in which no one else is answered.
 */
export async function endOldestSessions(em: SqlEntityManager, accountId: string, startedId: string): Promise<void> {
  await boundStatement(
    em,
    `delete from session where id in (
       select id from session where account_id = ? and id <> ?
       order by last_seen_at desc, created_at desc limit ? offset ?
     )`,
    [accountId, startedId, MOST_ENDED_AT_ONCE, MOST_SESSIONS - 1],
  );
}
