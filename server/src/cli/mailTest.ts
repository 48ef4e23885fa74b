import { Command } from 'commander';
import { readConfig } from '../config/config.ts';
import { readEmailAddress } from '../domain/emailAddress.ts';
import { sendTestMail } from '../mail/diagnosis/testMail.ts';
import { words as en } from '../messages/words/en.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { print, say, type Terminal } from './terminal.ts';

/** `rekey mail test`: sends one mail and shows the SMTP conversation. */
export function mailTest(terminal: Terminal): Command {
  return new Command('test')
    .summary('send a test mail')
    .description('Sends one mail without the queue, and shows the SMTP conversation without passwords.')
    .argument('<email>', 'the recipient')
    .addHelpText('after', examples('mail test ada@example.com'))
    .action(async (typed: string) => {
      const config = readConfig(terminal.environment);
      const { email, fault } = readEmailAddress(typed);
      if (fault) throw new CommandError(en[fault]);
      if (!config.mailServer) {
        throw new CommandError(
          'EMAIL_HOST is not set, so the running server delivers all mail to a local mailbox, and there is no mail server to test.',
        );
      }
      const result = await sendTestMail(config.mailServer, config.brand, email, undefined, config.dkim);
      for (const { by, text } of result.dialogue) say(terminal, `${by === 'us' ? '>' : '<'} ${text}`);
      if (!result.ok)
        throw new CommandError([`The mail was not accepted: ${result.error}`, ...result.advice].join('\n'));
      print(terminal, result.reply);
    });
}
