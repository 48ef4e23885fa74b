import { Account } from '../accounts/account.ts';
import type { Scope } from '../accounts/scope.ts';

/** Enables a disabled account. Its password is unchanged. False where it was not disabled or does not exist. */
export async function enableAccount(scope: Pick<Scope, 'em' | 'log'>, accountId: string): Promise<boolean> {
  const enabled = await scope.em.nativeUpdate(Account, { id: accountId, disabled: true }, { disabled: false });
  if (enabled > 0) scope.log.info({ account: accountId }, 'account enabled');
  return enabled > 0;
}
