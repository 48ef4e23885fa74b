import { Command } from 'commander';
import { disableAccount } from '../administration/disableAccount.ts';
import { examples } from './examples.ts';
import { say, type Terminal } from './terminal.ts';
import { withAccount } from './withAccount.ts';

/** `rekey account disable`: shuts an account. */
export function accountDisable(terminal: Terminal): Command {
  return new Command('disable')
    .summary('shut an account')
    .description(
      'Shuts an account: nobody signs in, its sessions end, and the links that were mailed for it never work again.',
    )
    .argument('<email>')
    .addHelpText('after', examples('account disable ada@example.com'))
    .action(async (email: string) => {
      const disabled = await withAccount(terminal, email, (scope, account) => disableAccount(scope, account.id));
      say(
        terminal,
        disabled ? 'The account is disabled and its sessions have ended.' : 'The account was disabled already.',
      );
    });
}
