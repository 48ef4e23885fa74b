import { Command } from 'commander';
import { deleteAccount } from '../administration/deleteAccount.ts';
import { confirm } from './confirm.ts';
import { examples } from './examples.ts';
import { say, type Terminal } from './terminal.ts';
import { withAccount } from './withAccount.ts';

/** `rekey account delete`: deletes an account. */
export function accountDelete(terminal: Terminal): Command {
  return new Command('delete')
    .summary('delete an account')
    .description(
      'Deletes an account with its sessions, its events and the emails about it that are kept. Its owner gets no email. At a terminal it asks for confirmation.',
    )
    .argument('<email>', 'the address or the id of the account')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('account delete ada@example.com', 'account delete --yes ada@example.com'))
    .action(async (email: string, options: { yes?: true }) => {
      const deleted = await withAccount(terminal, email, async (scope, account) => {
        if (!options.yes)
          await confirm(
            terminal,
            'This deletes the account, its sessions and its events, and cannot be undone. Delete?',
          );
        return deleteAccount(scope, account.id);
      });
      say(terminal, deleted ? 'The account was deleted.' : 'The account was deleted already.');
    });
}
