import { Command } from 'commander';
import { MAIL_JOB_KINDS } from '../mail/kinds.ts';
import { examples } from './examples.ts';
import { type JobGroup, jobList } from './jobList.ts';
import { jobRetry } from './jobRetry.ts';
import { mailTest } from './mailTest.ts';
import type { Terminal } from './terminal.ts';

const MAILS: JobGroup = { noun: 'mail', kinds: MAIL_JOB_KINDS };

/** `rekey mail`: the mail queue and the mail server. */
export function mailCommands(terminal: Terminal): Command {
  return new Command('mail')
    .summary('the mail queue')
    .description('Lists and retries the mails in the queue, and tests the mail server.')
    .addHelpText('after', examples('mail list --state parked', 'mail retry', 'mail test ada@example.com'))
    .addCommand(jobList(terminal, MAILS))
    .addCommand(jobRetry(terminal, MAILS))
    .addCommand(mailTest(terminal));
}
