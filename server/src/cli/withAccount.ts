import type { Account } from '../accounts/account.ts';
import { findAccount } from '../accounts/findAccount.ts';
import type { Scope } from '../scope.ts';
import { Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';
import { withScope } from './workplace.ts';

/** Runs a use case on the account of an address. Throws a Refusal where there is none. */
export function withAccount<Result>(
  terminal: Terminal,
  email: string,
  work: (scope: Scope, account: Account) => Promise<Result>,
): Promise<Result> {
  return withScope(terminal, async scope => {
    const account = await findAccount(scope, email);
    if (!account) throw new Refusal('There is no account for this address.');
    return work(scope, account);
  });
}
