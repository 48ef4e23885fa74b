import { open, readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { type ImportNotice, type ImportTally, importAccounts } from '../administration/importing/importAccounts.ts';
import { type HashConfig, readHashConfig, SYSTEM_NAMES, type SystemName } from '../administration/importing/systems.ts';
import { UnreadableFile } from '../administration/importing/unreadableFile.ts';
import { withScope } from './commandContext.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { pathFrom } from './pathFrom.ts';
import { say, type Terminal } from './terminal.ts';

const FORMAT = `
Without --from, one JSON object a line: {"email", "passwordHash", "id"?, "reference"?, "createdAt"?, "disabled"?}
  passwordHash  bcrypt, PBKDF2, scrypt, Argon2 or phpass as other products write it, or this product's own; null for none.
                It is rehashed with the current scheme at the first sign-in.
  id            a UUID. Without it, a new one. Any other key becomes the reference.
  reference     your product's own key, at most 128 characters.
  createdAt     such as 2026-01-31T08:30:00Z; without it, now.
With --from, the file as the other system writes it; docs/importing.md says how to get it from each.
A person is left out only where there is no usable address; the exit status is then 1. What else cannot be read is
reported. So is a person whose account exists already; that account stays as it is.`;

interface Options {
  readonly from?: SystemName;
  readonly hashConfig?: string;
  readonly skipUnverified?: true;
  readonly dryRun?: true;
}

/** `rekey account import`: imports accounts of another product or installation. */
export function accountImport(terminal: Terminal): Command {
  return new Command('import')
    .summary('import accounts, with their password hashes')
    .description('Imports accounts from a file, or from standard input.')
    .argument('<file>', '- for standard input')
    .addOption(new Option('--from <system>', 'the system that wrote the file').choices(SYSTEM_NAMES))
    .option('--hash-config <file>', "Firebase's hash_config, as its console shows it")
    .option('--skip-unverified', 'leave out whose address was never verified')
    .option('--dry-run', 'tell what would happen, and write nothing')
    .addHelpText(
      'after',
      `${FORMAT}\n${examples(
        'account import accounts.ndjson',
        'account import users.json --from django --dry-run',
        'account import users.json --from firebase --hash-config hash-config.txt',
        'account import - < accounts.ndjson',
      )}`,
    )
    .action(async (file: string, { from, hashConfig, skipUnverified, dryRun }: Options) => {
      const options = { from, hashConfig: await hashConfigFrom(terminal, from, hashConfig), skipUnverified, dryRun };
      const input = file === '-' ? terminal.stdin : await openForReading(pathFrom(terminal, file));
      const tally = { imported: 0, exists: 0, malformed: 0, skippedUnverified: 0, unreadableHash: 0, unverified: 0 };
      const summary = () => `${summaryOf(tally)}.${dryRun ? ' Nothing was written: this was a dry run.' : ''}`;
      await withScope(terminal, scope =>
        importAccounts(scope, bytesOf(input), options, notice => say(terminal, textOf(notice)), tally),
      ).catch(error => {
        if (!(error instanceof UnreadableFile)) throw error;
        throw new CommandError(tally.imported === 0 ? error.message : `${error.message} Before that: ${summary()}`);
      });
      if (tally.malformed > 0) throw new CommandError(summary());
      say(terminal, summary());
    });
}

async function hashConfigFrom(
  terminal: Terminal,
  from: SystemName | undefined,
  file: string | undefined,
): Promise<HashConfig | undefined> {
  if (file === undefined) return undefined;
  if (from !== 'firebase') throw new CommandError('--hash-config belongs to --from firebase.');
  const text = await readFile(pathFrom(terminal, file), 'utf8').catch(cannotRead);
  const config = readHashConfig(text);
  if (!config) {
    throw new CommandError(
      'The hash config is not the block of the Firebase console with SCRYPT, base64_signer_key, rounds and mem_cost.',
    );
  }
  return config;
}

async function openForReading(path: string): Promise<NodeJS.ReadableStream> {
  return (await open(path).catch(cannotRead)).createReadStream();
}

/** A folder can be opened, and fails when it is read. */
async function* bytesOf(input: NodeJS.ReadableStream): AsyncGenerator<Uint8Array | string> {
  try {
    yield* input;
  } catch (error) {
    throw new UnreadableFile(unreadable(error));
  }
}

function cannotRead(error: unknown): never {
  throw new CommandError(unreadable(error));
}

const unreadable = (error: unknown) => `The file cannot be read (${(error as NodeJS.ErrnoException).code}).`;

function textOf({ at, outcome, notices }: ImportNotice): string {
  return `${at}: ${outcome === 'imported' ? '' : 'skipped: '}${notices.join('; ')}`;
}

function summaryOf({
  imported,
  exists,
  malformed,
  skippedUnverified,
  unreadableHash,
  unverified,
}: ImportTally): string {
  return [
    `${imported} imported`,
    `${exists} existing`,
    `${malformed} malformed`,
    ...(unreadableHash > 0 ? [`${unreadableHash} with an unreadable hash`] : []),
    ...(unverified > 0 ? [`${unverified} never verified`] : []),
    ...(skippedUnverified > 0 ? [`${skippedUnverified} left out, never verified`] : []),
  ].join(', ');
}
