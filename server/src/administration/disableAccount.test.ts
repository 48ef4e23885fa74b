import type { SqlEntityManager } from '@mikro-orm/sql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Account, newAccount } from '../accounts/account.ts';
import type { Scope } from '../accounts/scope.ts';
import type { EmailAddress } from '../domain/emailAddress.ts';
import { openTestDatabase } from '../testing/openTestDatabase.ts';
import { disableAccount } from './disableAccount.ts';

let database: Awaited<ReturnType<typeof openTestDatabase>>;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(() => database.close());

it('logs that an account is disabled once that is committed, and not where the commit fails', async () => {
  const now = new Date();
  const account = newAccount({ email: 'ada@example.com' as EmailAddress, passwordHash: null, createdAt: now });
  await database.orm.em.fork().insert(Account, account);
  const messages: string[] = [];
  const keep = (_fields: object, message: string) => messages.push(message);
  const disable = (em: SqlEntityManager) =>
    disableAccount(
      {
        em,
        clock: () => now,
        log: { info: keep, warn: keep, error: keep },
        tellProduct: async () => {},
        caller: { ipAddress: undefined, userAgent: undefined, language: 'en' },
      } satisfies Pick<Scope, 'em' | 'clock' | 'log' | 'tellProduct' | 'caller'>,
      account,
    );

  await expect(disable(failingToCommit(database.orm.em.fork()))).rejects.toThrow('commit failed');
  expect(messages).not.toContain('account disabled');
  expect(await database.orm.em.fork().findOneOrFail(Account, account.id)).toMatchObject({ disabled: false });

  expect(await disable(database.orm.em.fork())).toBe(true);
  expect(await disable(database.orm.em.fork())).toBe(false);
  expect(messages.filter(message => message === 'account disabled')).toHaveLength(1);
});

/** An entity manager whose transactions do all their work and are then rolled back. */
function failingToCommit(em: SqlEntityManager): SqlEntityManager {
  const transactional: SqlEntityManager['transactional'] = work =>
    em.fork().transactional(async inner => {
      await work(inner as typeof em);
      throw new Error('commit failed');
    });
  return Object.assign(em, { transactional });
}
