import { Command } from 'commander';
import { deleteAccount } from '../administration/deleteAccount.ts';
import { confirm } from './confirm.ts';
import { examples } from './examples.ts';
import { say, type Terminal } from './terminal.ts';
import { withAccount } from './withAccount.ts';

/** `rekey account delete`: removes an account for good. */
export function accountDelete(terminal: Terminal): Command {
  return new Command('delete')
    .summary('remove an account for good')
    .description('Removes an account with its sessions and events. At a terminal it asks first.')
    .argument('<email>')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('account delete ada@example.com', 'account delete --yes ada@example.com'))
    .action(async (email: string, options: { yes?: true }) => {
      const deleted = await withAccount(terminal, email, async (scope, account) => {
        if (!options.yes)
          await confirm(terminal, 'The account, its sessions and its events are gone for good then. Delete it?');
        return deleteAccount(scope, account);
      });
      say(terminal, deleted ? 'The account is deleted.' : 'Somebody else has deleted the account already.');
    });
}
