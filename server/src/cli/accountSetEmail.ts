import { Command } from 'commander';
import { setEmail } from '../administration/setEmail.ts';
import { shownEmail } from '../domain/emailAddress.ts';
import { REVERT_TIMEOUT_SECONDS } from '../emailChange/revertLink.ts';
import { durationInWords } from '../messages/duration.ts';
import { words as en } from '../messages/words/en.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { say, type Terminal } from './terminal.ts';
import { withAccount } from './withAccount.ts';

/** `rekey account set-email`: gives an account another address. */
export function accountSetEmail(terminal: Terminal): Command {
  return new Command('set-email')
    .summary('change the address of an account')
    .description(
      `Gives an account another address. Its sessions end, links mailed for it stop working, and both addresses get an email. That to the former one has a link that undoes the change for ${durationInWords('en', REVERT_TIMEOUT_SECONDS)}. Of a disabled account neither address gets one, and links of earlier notes stop working.`,
    )
    .argument('<email>', 'the address or the id of the account')
    .argument('<new-email>', 'its new address')
    .addHelpText('after', examples('account set-email ada@example.com ada.lovelace@example.com'))
    .action(async (email: string, newEmail: string) => {
      await withAccount(terminal, email, async (scope, account) => {
        const result = await setEmail(scope, account, newEmail);
        switch (result.outcome) {
          case 'InvalidEmail':
            throw new CommandError(`The new address: ${en[result.fault]}`);
          case 'AddressTaken':
            throw new CommandError('There is another account for the new address. Nothing was changed.');
          case 'AddressUnchanged':
            throw new CommandError(
              `The account has this address already. ${account.disabled ? 'Links of earlier notes no longer work.' : 'Nothing was changed.'}`,
            );
          case 'AccountChanged':
            throw new CommandError('The account was changed at the same moment. Look at it, and try again.');
          case 'EmailSet':
            say(
              terminal,
              `The account has the address ${shownEmail(result.email)} now, and its sessions have ended. ${
                account.disabled
                  ? 'It is disabled, so neither address gets an email.'
                  : 'Emails to both addresses are queued.'
              }`,
            );
        }
      });
    });
}
