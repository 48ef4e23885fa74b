import { Command } from 'commander';
import { enableAccount } from '../administration/enableAccount.ts';
import { examples } from './examples.ts';
import { say, type Terminal } from './terminal.ts';
import { withAccount } from './withAccount.ts';

/** `rekey account enable`: opens a disabled account again. */
export function accountEnable(terminal: Terminal): Command {
  return new Command('enable')
    .summary('open a disabled account again')
    .description('Opens a disabled account again, with the password that it had.')
    .argument('<email>')
    .addHelpText('after', examples('account enable ada@example.com'))
    .action(async (email: string) => {
      const enabled = await withAccount(terminal, email, (scope, account) => enableAccount(scope, account.id));
      say(terminal, enabled ? 'The account is open again.' : 'The account was not disabled.');
    });
}
