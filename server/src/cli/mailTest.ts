import { Command } from 'commander';
import { readConfig } from '../config/config.ts';
import { parseEmailAddress } from '../domain/emailAddress.ts';
import { sendTestMail } from '../mail/diagnosis/testMail.ts';
import { en } from '../messages/en.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { print, say, type Terminal } from './terminal.ts';

/** `rekey mail test`: one mail to an address, with every word that was spoken. */
export function mailTest(terminal: Terminal): Command {
  return new Command('test')
    .summary('send a test mail')
    .description('Sends one mail past the queue, and tells what was said with the mail server, passwords left out.')
    .argument('<email>', 'where to')
    .addHelpText('after', examples('mail test ada@example.com'))
    .action(async (typed: string) => {
      const config = readConfig(terminal.environment);
      const email = parseEmailAddress(typed);
      if (!email) throw new CommandError(en.invalidEmail);
      if (!config.mailServer) {
        throw new CommandError(
          'EMAIL_HOST is not set, so the running server takes all mail into a local mailbox, and there is no mail server to test.',
        );
      }
      const result = await sendTestMail(config.mailServer, config.brand, email);
      for (const { by, text } of result.dialogue) say(terminal, `${by === 'us' ? '>' : '<'} ${text}`);
      if (!result.ok) throw new CommandError([`The mail was not taken: ${result.fault}`, ...result.advice].join('\n'));
      print(terminal, result.reply);
    });
}
