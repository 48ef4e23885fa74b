import { Command } from 'commander';
import { examples } from './examples.ts';
import { mailList } from './mailList.ts';
import { mailRetry } from './mailRetry.ts';
import { mailTest } from './mailTest.ts';
import type { Terminal } from './terminal.ts';

/** `rekey mail`: the mail queue and the mail server. */
export function mailCommands(terminal: Terminal): Command {
  return new Command('mail')
    .summary('the mail queue')
    .description('Lists and retries the mails in the queue, and tests the mail server.')
    .addHelpText('after', examples('mail list --state parked', 'mail retry', 'mail test ada@example.com'))
    .addCommand(mailList(terminal))
    .addCommand(mailRetry(terminal))
    .addCommand(mailTest(terminal));
}
