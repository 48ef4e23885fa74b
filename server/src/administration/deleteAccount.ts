import { accountById } from '../accounts/readAccount.ts';
import { removeAccount } from '../accounts/removeAccount.ts';
import type { Scope } from '../accounts/scope.ts';

/**
 * Deletes an account, with the address that it has by now. The owner gets no note: the operator has a reason, and says
 * it in other words. False where it was deleted concurrently.
 */
export async function deleteAccount(
  scope: Pick<Scope, 'em' | 'clock' | 'log' | 'secretKeys' | 'tellProduct'>,
  id: string,
): Promise<boolean> {
  for (;;) {
    const account = await accountById(scope.em, id);
    if (!account) return false;
    if (await removeAccount(scope, account)) return true;
  }
}
