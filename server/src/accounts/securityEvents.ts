import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Scope } from './scope.ts';
import { SecurityEvent } from './securityEvent.ts';

/**
 * A page of an account's events, newest first: those after the event of that id, or the newest without one. Empty where
 * the id is no event of the account.
 */
export async function securityEvents(
  { em }: Pick<Scope, 'em'>,
  accountId: string,
  page: { readonly limit: number; readonly after?: string | undefined },
): Promise<SecurityEvent[]> {
  if (page.limit === 0) return [];
  if (page.after === undefined) return eventsBefore(em, accountId, undefined, page.limit);
  const id = /^\d{1,15}$/.test(page.after) ? Number(page.after) : 0;
  const last = await em.findOne(SecurityEvent, { id, account: accountId });
  return last ? eventsBefore(em, accountId, last, page.limit) : [];
}

/**
 * So many of an account's events, newest first: those before the given one, as it was read, or the newest without one. A
 * folded event moves to the top whenever it happens again.
 */
export function eventsBefore(
  em: SqlEntityManager,
  accountId: string,
  last: Pick<SecurityEvent, 'id' | 'at'> | undefined,
  limit: number,
): Promise<SecurityEvent[]> {
  const older = last && { $or: [{ at: { $lt: last.at } }, { at: last.at, id: { $lt: last.id } }] };
  return em.find(SecurityEvent, { account: accountId, ...older }, { orderBy: { at: 'desc', id: 'desc' }, limit });
}
