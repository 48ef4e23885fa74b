import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { type ImportNotice, importAccounts } from '../administration/importAccounts.ts';
import { withScope } from './commandContext.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { pathFrom } from './pathFrom.ts';
import { say, type Terminal } from './terminal.ts';

const FORMAT = `
One JSON object a line: {"email", "passwordHash", "createdAt"?, "disabled"?}
  passwordHash  bcrypt ($2a$, $2b$, $2y$), Django's pbkdf2_sha256$ and bcrypt_sha256$, or this product's own; null for none.
                It is rehashed with the current scheme at the first sign-in.
  createdAt     such as 2026-01-31T08:30:00Z; without it, now.
A line whose address has an account is reported and skipped. So is a malformed line; the exit status is then 1.`;

/** `rekey account import`: imports accounts of another product or installation. */
export function accountImport(terminal: Terminal): Command {
  return new Command('import')
    .summary('import accounts, with their password hashes')
    .description('Imports accounts from an NDJSON file, or from standard input.')
    .argument('<file>', '- for standard input')
    .addHelpText(
      'after',
      `${FORMAT}\n${examples('account import accounts.ndjson', 'account import - < accounts.ndjson')}`,
    )
    .action(async (file: string) => {
      const input = file === '-' ? terminal.stdin : await openForReading(pathFrom(terminal, file));
      const tally = await withScope(terminal, scope =>
        importAccounts(scope, linesOf(input), notice => say(terminal, `line ${notice.line}: ${textOf(notice)}`)),
      );
      const { imported, exists, malformed, unreadableHash } = tally;
      const summary = [
        `${imported} imported`,
        `${exists} existing`,
        `${malformed} malformed`,
        ...(unreadableHash > 0 ? [`${unreadableHash} with an unreadable hash`] : []),
      ].join(', ');
      if (malformed > 0) throw new CommandError(`${summary}.`);
      say(terminal, `${summary}.`);
    });
}

/** Reads nothing until the first line is requested, since readline drops lines that arrive before it has a listener. */
async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

async function openForReading(path: string): Promise<NodeJS.ReadableStream> {
  try {
    return (await open(path)).createReadStream({ encoding: 'utf8' });
  } catch (error) {
    throw new CommandError(`The file cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function textOf(notice: ImportNotice): string {
  switch (notice.notice) {
    case 'malformed':
      return `skipped: ${notice.errors.join('; ')}`;
    case 'exists':
      return 'skipped: an account with this address exists already';
    case 'unreadable hash':
      return 'imported with an unreadable hash: its owner has to reset the password';
  }
}
