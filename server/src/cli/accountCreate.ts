import { Command, InvalidArgumentError, Option } from 'commander';
import { parseReference, type Reference } from '../accounts/reference.ts';
import { createAccount } from '../administration/createAccount.ts';
import { words as en } from '../messages/words/en.ts';
import { PASSWORD_MAX_LENGTH } from '../passwords/passwordPolicy.ts';
import { withScope } from './commandContext.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { askNewPassword, readPipedPassword } from './newPassword.ts';
import { print, say, type Terminal } from './terminal.ts';

interface Options {
  readonly email: string;
  readonly passwordStdin?: true;
  readonly password: boolean;
  readonly reference?: Reference;
}

/** `rekey account create`: creates an account without sending an email. */
export function accountCreate(terminal: Terminal): Command {
  return new Command('create')
    .summary('create an account')
    .description(
      'Creates an account. Asks for the password twice without showing it. The password has to meet the password policy.',
    )
    .requiredOption('--email <address>', 'the address to sign in with')
    .addOption(new Option('--password-stdin', 'read the password from standard input').conflicts('password'))
    .addOption(new Option('--no-password', 'create it without a password; its owner chooses one with a reset'))
    .option('--reference <key>', "your product's own key for the account, at most 128 characters", referenceOf)
    .addHelpText(
      'after',
      examples(
        'account create --email ada@example.com',
        'account create --email ada@example.com --no-password',
        'account create --email ada@example.com --password-stdin < password.txt',
        'account create --email ada@example.com --reference customer-1815',
      ),
    )
    .action(async (options: Options) => {
      await withScope(terminal, async scope => {
        const password = options.passwordStdin
          ? await readPipedPassword(terminal)
          : options.password
            ? await askNewPassword(terminal)
            : undefined;
        const result = await createAccount(scope, options.email, password, options.reference);
        switch (result.outcome) {
          case 'AccountCreated':
            say(terminal, 'The account was created. Its id:');
            print(terminal, result.id);
            return;
          case 'AddressTaken':
            throw new CommandError('An account with this address exists already.');
          case 'ReferenceTaken':
            throw new CommandError('Another account has this reference.');
          case 'InvalidEmail':
            throw new CommandError(en[result.fault]);
          case 'PasswordRejected': {
            const limits = { minLength: scope.settings.passwordMinLength, maxLength: PASSWORD_MAX_LENGTH };
            const reasons = result.broken.map(rule => `  ${en.brokenRule[rule](limits)}`);
            throw new CommandError(`${en.passwordRejected}\n${reasons.join('\n')}`);
          }
        }
      });
    });
}

function referenceOf(text: string): Reference {
  const reference = parseReference(text);
  if (reference !== undefined) return reference;
  throw new InvalidArgumentError('It is 1 to 128 characters, without control characters and spaces around it.');
}
