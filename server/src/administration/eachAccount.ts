import type { SqlEntityManager } from '@mikro-orm/sql';
import { Account } from '../accounts/account.ts';

/** Few enough to hold in memory, and enough to keep the number of queries low. */
const BATCH = 2_000;

/** Every account, by id, read in batches. Accounts created meanwhile may be missing. */
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
