import { Command } from 'commander';
import { examples } from './examples.ts';
import { mailList } from './mailList.ts';
import { mailRetry } from './mailRetry.ts';
import { mailTest } from './mailTest.ts';
import type { Terminal } from './terminal.ts';

/** `rekey mail`: the mails, and the way to the mail server. */
export function mailCommands(terminal: Terminal): Command {
  return new Command('mail')
    .summary('the mails that were asked for')
    .description('Shows and retries the mails that were asked for, and tries the mail server.')
    .addHelpText('after', examples('mail list --state parked', 'mail retry', 'mail test ada@example.com'))
    .addCommand(mailList(terminal))
    .addCommand(mailRetry(terminal))
    .addCommand(mailTest(terminal));
}
