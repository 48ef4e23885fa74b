import { Command } from 'commander';
import { makeResetLink } from '../administration/makeResetLink.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { print, say, type Terminal } from './terminal.ts';
import { withAccount } from './withAccount.ts';

/** `rekey account reset-link`: helps a person whom no email reaches. */
export function accountResetLink(terminal: Terminal): Command {
  return new Command('reset-link')
    .summary('print a reset link')
    .description(
      'Prints a link to choose a new password. Anyone with the link can take over the account: send it over a safe channel.',
    )
    .argument('<email>', 'the address or the id of the account')
    .addHelpText('after', examples('account reset-link ada@example.com'))
    .action(async (email: string) => {
      await withAccount(terminal, email, async (scope, account, config) => {
        const link = await makeResetLink(scope, account);
        if (!link) throw new CommandError('The account is disabled, so the link would not work. Enable it first.');
        const origin = config.publicUrl ?? `http://localhost:${config.port}`;
        say(terminal, `This link works once, within ${config.passwordResetTimeoutSeconds} seconds:`);
        print(terminal, `${origin}/password-reset-confirm/${link.uid}/${link.token}`);
      });
    });
}
