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
                It is rewritten to the current scheme when its owner first signs in.
  createdAt     such as 2026-01-31T08:30:00Z; without it, now.
An address that has an account is reported and left alone. Where a line is malformed the rest goes on, and the exit status is 1.`;

/** `rekey account import`: brings accounts in from elsewhere. */
export function accountImport(terminal: Terminal): Command {
  return new Command('import')
    .summary('bring accounts in, with their password hashes')
    .description('Brings accounts in from a file of NDJSON, or from standard input.')
    .argument('<file>', '- for standard input')
    .addHelpText(
      'after',
      `${FORMAT}\n${examples('account import accounts.ndjson', 'account import - < accounts.ndjson')}`,
    )
    .action(async (file: string) => {
      const input = file === '-' ? terminal.stdin : await openForReading(pathFrom(terminal, file));
      const tally = await withScope(terminal, scope =>
        importAccounts(scope, linesOf(input), notice => say(terminal, `line ${notice.line}: ${inWords(notice)}`)),
      );
      const { imported, exists, malformed, unreadableHash } = tally;
      const summary = [
        `${imported} imported`,
        `${exists} there already`,
        `${malformed} malformed`,
        ...(unreadableHash > 0 ? [`${unreadableHash} with a hash that nobody can sign in with`] : []),
      ].join(', ');
      if (malformed > 0) throw new CommandError(`${summary}.`);
      say(terminal, `${summary}.`);
    });
}

/** Reads nothing until somebody asks for the first line: readline drops what comes before anybody listens. */
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

function inWords(notice: ImportNotice): string {
  switch (notice.notice) {
    case 'malformed':
      return `left out: ${notice.faults.join('; ')}`;
    case 'exists':
      return 'there is an account for this address already; it was left alone';
    case 'unreadable hash':
      return 'imported, but no reader knows this hash: its owner gets in by resetting the password';
  }
}
