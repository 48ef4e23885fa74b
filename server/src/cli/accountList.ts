import { Command } from 'commander';
import type { Account } from '../accounts/account.ts';
import type { Scope } from '../accounts/scope.ts';
import { eachAccount } from '../administration/eachAccount.ts';
import { findAccount } from '../administration/findAccount.ts';
import { shownEmail } from '../domain/emailAddress.ts';
import { withScope } from './commandContext.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { type Column, table } from './table.ts';
import { print, say, type Terminal } from './terminal.ts';
import { timestamp } from './timestamp.ts';

/** An account as `--json` writes it. */
interface Listed {
  readonly id: string;
  readonly email: string;
  readonly reference: string | null;
  readonly createdAt: Date;
  readonly lastLoginAt: Date | null;
  readonly state: 'active' | 'disabled';
  readonly hasPassword: boolean;
}

const COLUMNS: ReadonlyArray<Column<Listed>> = [
  { heading: 'ID', cell: account => account.id },
  { heading: 'ADDRESS', cell: account => account.email },
  { heading: 'CREATED (UTC)', cell: account => timestamp(account.createdAt) },
  { heading: 'LAST SIGN-IN', cell: account => timestamp(account.lastLoginAt) },
  { heading: 'STATE', cell: account => (account.hasPassword ? account.state : `${account.state}, no password`) },
];

/** `rekey account list`: lists accounts. */
export function accountList(terminal: Terminal): Command {
  return new Command('list')
    .summary('show the accounts')
    .description('Shows every account, oldest first, or the one of an address.')
    .argument('[email]', 'show the account of this address or id alone')
    .option('--json', 'write a JSON array')
    .addHelpText('after', examples('account list', 'account list ada@example.com', 'account list --json'))
    .action(async (email: string | undefined, options: { json?: true }) => {
      const accounts = await withScope(terminal, scope => listedAccounts(scope, email));
      if (options.json) return print(terminal, JSON.stringify(accounts, null, 2));
      for (const line of table(COLUMNS, accounts)) print(terminal, line);
      if (accounts.length === 0) say(terminal, 'There is no account yet.');
    });
}

async function listedAccounts(scope: Scope, email: string | undefined): Promise<Listed[]> {
  if (email !== undefined) {
    const account = await findAccount(scope, email);
    if (!account) throw new CommandError('There is no account for this address.');
    return [listed(account)];
  }
  const accounts: Listed[] = [];
  for await (const account of eachAccount(scope.em)) accounts.push(listed(account));
  return accounts.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

function listed({ id, email, reference, createdAt, lastLoginAt, disabled, passwordHash }: Account): Listed {
  return {
    id,
    email: shownEmail(email),
    reference,
    createdAt,
    lastLoginAt,
    state: disabled ? 'disabled' : 'active',
    hasPassword: passwordHash !== null,
  };
}
