import type { SqlEntityManager } from '@mikro-orm/sql';
import { Account } from '../accounts/account.ts';

/** Few enough to hold in memory, enough that a query is worth its way. */
const BATCH = 2_000;

/** Every account, in batches and by id, however many there are. An account that is opened meanwhile may or may not be among them. */
export async function* eachAccount(em: SqlEntityManager): AsyncGenerator<Account> {
  let after = '';
  for (;;) {
    const accounts = await em.find(Account, after === '' ? {} : { id: { $gt: after } }, {
      orderBy: { id: 'asc' },
      limit: BATCH,
      disableIdentityMap: true,
    });
    yield* accounts;
    const last = accounts.at(-1);
    if (!last || accounts.length < BATCH) return;
    after = last.id;
  }
}
