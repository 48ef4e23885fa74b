import { Command } from 'commander';
import { enableAccount } from '../administration/enableAccount.ts';
import { examples } from './examples.ts';
import { say, type Terminal } from './terminal.ts';
import { withAccount } from './withAccount.ts';

/** `rekey account enable`: enables a disabled account. */
export function accountEnable(terminal: Terminal): Command {
  return new Command('enable')
    .summary('enable a disabled account')
    .description('Enables a disabled account. Its password is unchanged.')
    .argument('<email>', 'the address or the id of the account')
    .addHelpText('after', examples('account enable ada@example.com'))
    .action(async (email: string) => {
      const enabled = await withAccount(terminal, email, (scope, account) => enableAccount(scope, account));
      say(terminal, enabled ? 'The account was enabled.' : 'The account was not disabled.');
    });
}
