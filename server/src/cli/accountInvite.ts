import { Command, Option } from 'commander';
import { inviteAccount } from '../administration/inviteAccount.ts';
import { shownEmail } from '../domain/emailAddress.ts';
import { type Language, languages } from '../domain/language.ts';
import { durationInWords } from '../messages/duration.ts';
import { words as en } from '../messages/words/en.ts';
import { withScope } from './commandContext.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { say, type Terminal } from './terminal.ts';

/** `rekey account invite`: mails a link to create an account. */
export function accountInvite(terminal: Terminal): Command {
  return new Command('invite')
    .summary('invite someone by email')
    .description(
      'Sends an email with a link to create an account; the running server delivers it. Where the address has an account, its owner gets a note that says so.',
    )
    .argument('<email>', 'the address to invite')
    .addOption(new Option('--language <tag>', 'the language of the email').choices(languages).default('en'))
    .addHelpText('after', examples('account invite ada@example.com', 'account invite --language de ada@example.com'))
    .action(async (email: string, { language }: { readonly language: Language }) => {
      await withScope(terminal, async scope => {
        const result = await inviteAccount(scope, email, language);
        switch (result.outcome) {
          case 'InvalidEmail':
            throw new CommandError(en[result.fault]);
          case 'RegistrationClosed':
            throw new CommandError(
              'REGISTRATION is closed, so the link of an invitation would not work. Set it to invite first.',
            );
          case 'TooManyRequests':
            throw new CommandError(
              `This address was invited several times within the hour. Wait ${result.retryAfterSeconds} seconds.`,
            );
          case 'MailQueued':
            say(
              terminal,
              `An invitation to ${shownEmail(result.address)} is queued. Its link works for ${durationInWords('en', result.expiresInSeconds)}.`,
            );
        }
      });
    });
}
