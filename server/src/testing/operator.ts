import { Account, newAccount } from '../accounts/account.ts';
import { deleteAccount } from '../administration/deleteAccount.ts';
import { disableAccount } from '../administration/disableAccount.ts';
import { enableAccount } from '../administration/enableAccount.ts';
import type { Clock } from '../domain/clock.ts';
import { type CanonicalEmail, canonicalEmail, type EmailAddress } from '../domain/emailAddress.ts';
import type { PasswordHash } from '../passwords/passwordHash.ts';
import type { TestApp } from './testApp.ts';

/** What an operator does with accounts, in the database of a running product. */
export interface Operator {
  /** Brings an account in, with a hash from elsewhere or without a password. Returns its id. */
  bringIn(address: string, passwordHash?: string | null): Promise<string>;
  disable(address: string): Promise<void>;
  enable(address: string): Promise<void>;
  remove(address: string): Promise<void>;
  /** Returns the account another address. */
  rename(address: string, newAddress: string): Promise<void>;
  find(address: string): Promise<Account>;
}

/** The operator of a test's product. */
export function operatorOf({ app, now }: Pick<TestApp, 'app' | 'now'>): Operator {
  const clock: Clock = now;
  const scope = () => ({
    em: app.database.em.fork(),
    clock,
    log: app.http.log,
    secretKeys: app.secretKeys,
    tellProduct: async () => {},
    caller: { ipAddress: undefined, userAgent: undefined, language: 'en' as const },
  });
  const find = (address: string) =>
    app.database.em.fork().findOneOrFail(Account, { canonicalEmail: canonicalEmail(address as EmailAddress) });
  return {
    find,
    async bringIn(address, passwordHash = null) {
      const account = newAccount({
        email: address as EmailAddress,
        passwordHash: passwordHash as PasswordHash | null,
        createdAt: clock(),
      });
      await app.database.em.fork().insert(Account, account);
      return account.id;
    },
    disable: async address => void (await disableAccount(scope(), await find(address))),
    enable: async address => void (await enableAccount(scope(), await find(address))),
    remove: async address => void (await deleteAccount(scope(), (await find(address)).id)),
    async rename(address, newAddress) {
      const { id } = await find(address);
      const renamed = { email: newAddress as EmailAddress, canonicalEmail: newAddress as CanonicalEmail };
      await app.database.em.fork().nativeUpdate(Account, { id }, renamed);
    },
  };
}
