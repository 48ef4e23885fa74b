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
  const account = accountId;
  let older = {};
  if (page.after !== undefined) {
    const id = /^\d{1,15}$/.test(page.after) ? Number(page.after) : 0;
    const last = await em.findOne(SecurityEvent, { id, account });
    if (!last) return [];
    older = { $or: [{ at: { $lt: last.at } }, { at: last.at, id: { $lt: id } }] };
  }
  return em.find(SecurityEvent, { account, ...older }, { orderBy: { at: 'desc', id: 'desc' }, limit: page.limit });
}
