import type { Account } from '../accounts/account.ts';
import { removeAccount } from '../accounts/removeAccount.ts';
import type { Scope } from '../accounts/scope.ts';

/**
 * Deletes an account, as its owner can. The owner gets no note: the operator has a reason, and says it in other words.
 * False where it was deleted concurrently.
 */
export function deleteAccount(
  scope: Pick<Scope, 'em' | 'clock' | 'log' | 'secretKeys' | 'tellProduct'>,
  account: Account,
): Promise<boolean> {
  return removeAccount(scope, account);
}
