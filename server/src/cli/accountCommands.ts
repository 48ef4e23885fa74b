import { Command } from 'commander';
import { accountCreate } from './accountCreate.ts';
import { accountDelete } from './accountDelete.ts';
import { accountDisable } from './accountDisable.ts';
import { accountEnable } from './accountEnable.ts';
import { accountExport } from './accountExport.ts';
import { accountImport } from './accountImport.ts';
import { accountInvite } from './accountInvite.ts';
import { accountList } from './accountList.ts';
import { accountResetLink } from './accountResetLink.ts';
import { accountSetEmail } from './accountSetEmail.ts';
import { examples } from './examples.ts';
import type { Terminal } from './terminal.ts';

/** `rekey account`: the commands for accounts. */
export function accountCommands(terminal: Terminal): Command {
  return new Command('account')
    .summary('manage accounts')
    .description(
      'Creates, invites, lists, changes, disables, enables, deletes, imports and exports accounts. Letter case in addresses is ignored.',
    )
    .addHelpText(
      'after',
      examples('account create --email ada@example.com', 'account list', 'account reset-link ada@example.com'),
    )
    .addCommand(accountCreate(terminal))
    .addCommand(accountInvite(terminal))
    .addCommand(accountList(terminal))
    .addCommand(accountDisable(terminal))
    .addCommand(accountEnable(terminal))
    .addCommand(accountDelete(terminal))
    .addCommand(accountSetEmail(terminal))
    .addCommand(accountResetLink(terminal))
    .addCommand(accountImport(terminal))
    .addCommand(accountExport(terminal));
}
