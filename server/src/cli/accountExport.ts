import { createWriteStream, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import type { Scope } from '../accounts/scope.ts';
import { eachAccount } from '../administration/eachAccount.ts';
import { writeAccountLine } from '../administration/writeAccountLine.ts';
import { withScope } from './commandContext.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { pathFrom } from './pathFrom.ts';
import { say, type Terminal } from './terminal.ts';

/** `rekey account export`: writes every account in the format that import reads. */
export function accountExport(terminal: Terminal): Command {
  return new Command('export')
    .summary('export every account, with its password hash')
    .description(
      'Writes every account as a line of NDJSON that `account import` reads: {"id", "reference"?, "email",\n' +
        '"passwordHash", "createdAt", "disabled"}.\n' +
        'Only its owner can read the file. It appears under its name once it is complete.',
    )
    .argument('[file]', 'standard output without one, or with -')
    .addHelpText('after', examples('account export accounts.ndjson', 'account export | gzip > accounts.ndjson.gz'))
    .action(async (file: string | undefined) => {
      let count = 0;
      await withScope(terminal, async scope => {
        const lines = Readable.from(exportedLines(scope, () => (count += 1)));
        if (file === undefined || file === '-') await pipeline(lines, terminal.stdout, { end: false });
        else await writeAtomically(lines, pathFrom(terminal, file));
      });
      say(terminal, count === 1 ? '1 account exported.' : `${count} accounts exported.`);
    });
}

async function* exportedLines({ em }: Pick<Scope, 'em'>, counted: () => void): AsyncGenerator<string> {
  for await (const account of eachAccount(em)) {
    counted();
    yield `${writeAccountLine(account)}\n`;
  }
}

/**
 * Writes to a temporary name until the file is complete, so that an aborted export is never mistaken for a backup. A
 * device or a pipe is written to as it is: a file must not take its place.
 */
async function writeAtomically(lines: Readable, path: string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === false)
      return await pipeline(lines, createWriteStream(path));
    await pipeline(lines, createWriteStream(partial, { mode: 0o600, flags: 'wx' }));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new CommandError(`The file cannot be written (${code}).`);
  }
}
