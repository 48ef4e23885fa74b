import { Command } from 'commander';
import { disableAccount } from '../administration/disableAccount.ts';
import { examples } from './examples.ts';
import { say, type Terminal } from './terminal.ts';
import { withAccount } from './withAccount.ts';

/** `rekey account disable`: disables an account. */
export function accountDisable(terminal: Terminal): Command {
  return new Command('disable')
    .summary('disable an account')
    .description(
      'Disables an account: sign-in is refused, its sessions end, and links mailed for it stop working for good. A note to a former address works again once the account is enabled.',
    )
    .argument('<email>', 'the address or the id of the account')
    .addHelpText('after', examples('account disable ada@example.com'))
    .action(async (email: string) => {
      const disabled = await withAccount(terminal, email, (scope, account) => disableAccount(scope, account));
      say(
        terminal,
        disabled ? 'The account was disabled and its sessions have ended.' : 'The account was disabled already.',
      );
    });
}
