import { Command, CommanderError } from 'commander';
import { ConfigurationError } from '../config/config.ts';
import { StartupError } from '../config/startupError.ts';
import { VERSION } from '../config/version.ts';
import { accountCommands } from './accountCommands.ts';
import { CommandError } from './commandError.ts';
import { databaseCommands } from './databaseCommands.ts';
import { doctor } from './doctor/doctor.ts';
import { examples } from './examples.ts';
import { limitsCommands } from './limitsCommands.ts';
import { mailCommands } from './mailCommands.ts';
import { migrateCommands } from './migrateCommands.ts';
import { say, type Terminal } from './terminal.ts';
import { webhookCommands } from './webhookCommands.ts';

/** Success; failure; invalid usage. */
type ExitStatus = 0 | 1 | 2;

/** Runs one command line, given the arguments after `rekey`. Returns the exit status. Never throws. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  try {
    await program(terminal).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already reported invalid usage. Help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    say(terminal, messageOf(error));
    return 1;
  }
}

function program(terminal: Terminal): Command {
  const root = new Command('rekey')
    .description("The operator's side of Rekey. It works beside the running server and reads the same environment.")
    .version(VERSION)
    .addHelpText(
      'after',
      `\nExit status: 0 success, 1 failure, 2 invalid usage.\n${examples('doctor', 'account list', 'mail list')}`,
    )
    .addCommand(accountCommands(terminal))
    .addCommand(mailCommands(terminal))
    .addCommand(webhookCommands(terminal))
    .addCommand(limitsCommands(terminal))
    .addCommand(doctor(terminal))
    .addCommand(migrateCommands(terminal))
    .addCommand(databaseCommands(terminal));
  everyCommand(root, command =>
    command
      .exitOverride()
      .showHelpAfterError('(see --help)')
      .helpCommand(false)
      .configureOutput({
        writeOut: text => terminal.stdout.write(text),
        writeErr: text => terminal.stderr.write(text),
      }),
  );
  return root;
}

/** Commander passes settings only to commands that were made by `.command()`. */
function everyCommand(command: Command, apply: (command: Command) => void): void {
  apply(command);
  for (const child of command.commands) everyCommand(child, apply);
}

/**
 * The message of an error for the terminal. Messages of libraries could quote an address or a hash, so only our own are
 * shown.
 */
function messageOf(error: unknown): string {
  const known = [CommandError, ConfigurationError, StartupError];
  if (error instanceof Error && known.some(kind => error instanceof kind)) return error.message;
  const { name = 'Error', code } = error as { name?: string; code?: string };
  return `Failed: ${code === undefined ? name : `${name} (${code})`}. Check the installation with: rekey doctor`;
}
