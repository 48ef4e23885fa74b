import { Account } from '../accounts/account.ts';
import type { Scope } from '../accounts/scope.ts';

/** Enables a disabled account. Its password is unchanged. False where it was not disabled or does not exist. */
export async function enableAccount(
  scope: Pick<Scope, 'em' | 'log' | 'tellProduct'>,
  account: Account,
): Promise<boolean> {
  const enabled = await scope.em.transactional(async em => {
    if ((await em.nativeUpdate(Account, { id: account.id, disabled: true }, { disabled: false })) === 0) return false;
    await scope.tellProduct(em, 'account.enabled', account);
    return true;
  });
  if (enabled) scope.log.info({ account: account.id }, 'account enabled');
  return enabled;
}
