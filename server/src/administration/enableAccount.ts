import { Account } from '../accounts/account.ts';
import type { Scope } from '../accounts/scope.ts';

/** Opens a disabled account again, with the password that it had. False where it was not disabled, or is gone. */
export async function enableAccount(scope: Pick<Scope, 'em' | 'log'>, accountId: string): Promise<boolean> {
  const enabled = await scope.em.nativeUpdate(Account, { id: accountId, disabled: true }, { disabled: false });
  if (enabled > 0) scope.log.info({ account: accountId }, 'account enabled');
  return enabled > 0;
}
