import type { Account } from '../accounts/account.ts';
import type { Scope } from '../accounts/scope.ts';
import { findAccount } from '../administration/findAccount.ts';
import type { Config } from '../config/config.ts';
import { withScope } from './commandContext.ts';
import { CommandError } from './commandError.ts';
import type { Terminal } from './terminal.ts';

/** Runs a use case on the account of an address. Throws a CommandError where there is none. */
export function withAccount<Result>(
  terminal: Terminal,
  email: string,
  work: (scope: Scope, account: Account, config: Config) => Promise<Result>,
): Promise<Result> {
  return withScope(terminal, async (scope, config) => {
    const account = await findAccount(scope, email);
    if (!account) throw new CommandError('There is no account for this address.');
    return work(scope, account, config);
  });
}
