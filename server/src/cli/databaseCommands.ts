import { existsSync } from 'node:fs';
import { constants, copyFile, link, open, rm } from 'node:fs/promises';
import { Command } from 'commander';
import { ConfigurationError, readConfig } from '../config/config.ts';
import { parseDatabaseUrl } from '../config/databaseUrl.ts';
import { claimSqliteFile } from '../database/claimSqliteFile.ts';
import { filesOf } from '../database/closeToOthers.ts';
import { copyDatabase } from '../database/copyDatabase.ts';
import { openDatabase } from '../database/openDatabase.ts';
import { serverConnections } from '../database/serverConnections.ts';
import type { Database, DatabaseLocation } from '../sql/database.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { pathFrom } from './pathFrom.ts';
import { table } from './table.ts';
import { print, say, type Terminal } from './terminal.ts';

/** `rekey database`: backups, and moving from one database to another. */
export function databaseCommands(terminal: Terminal): Command {
  return new Command('database')
    .summary('back up, restore or copy the database')
    .description('Copies everything: to a backup, back from one, or from SQLite to PostgreSQL and back.')
    .addHelpText(
      'after',
      examples(
        'database backup rekey-monday.sqlite',
        'database restore rekey-monday.sqlite',
        'database copy --from sqlite:data/rekey.sqlite',
      ),
    )
    .addCommand(backup(terminal))
    .addCommand(restore(terminal))
    .addCommand(copy(terminal));
}

function backup(terminal: Terminal): Command {
  return new Command('backup')
    .description('Writes a snapshot of the database, of either kind, to a new SQLite file. Servers may keep running.')
    .argument('<file>', 'a file that does not exist yet')
    .action(async (file: string) => {
      const target = pathFrom(terminal, file);
      if (existsSync(target)) throw new CommandError(existsAlready(target));
      const source = existing(configured(terminal));
      // It has the tables long before the rows. Under the name of a backup it would be restored as an empty database.
      const partial = `${target}.partial`;
      await createExclusively(partial);
      try {
        await copyAndReport(terminal, source, { kind: 'sqlite', file: partial });
        await putInPlace(partial, target);
      } catch (error) {
        for (const path of filesOf(partial)) await rm(path, { force: true });
        throw error;
      }
    });
}

const existsAlready = (file: string) => `${file} cannot be written: it exists already.`;

/** Unlike a rename, it replaces no file that has come meanwhile. */
async function putInPlace(partial: string, target: string): Promise<void> {
  try {
    // A second name for the file; not every file system has them.
    await link(partial, target).catch(() => copyFile(partial, target, constants.COPYFILE_EXCL));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new CommandError(existsAlready(target));
    throw error;
  }
  await rm(partial);
}

async function createExclusively(file: string): Promise<void> {
  try {
    const created = await open(file, 'wx', 0o600);
    await created.close();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(
      code === 'EEXIST'
        ? `${file} exists already, of a backup that is being written or was killed. If none is running, delete it.`
        : `${file} cannot be written: ${code}.`,
    );
  }
}

function restore(terminal: Terminal): Command {
  return new Command('restore')
    .description(
      'Restores a backup into the configured database, which has to be empty. No server may be running on it.',
    )
    .argument('<file>', 'a file that "rekey database backup" has written')
    .action(async (file: string) => {
      const source = existing({ kind: 'sqlite', file: pathFrom(terminal, file) });
      const target = configured(terminal);
      await whileNoServerRuns([target], () => copyAndReport(terminal, source, target));
    });
}

function copy(terminal: Terminal): Command {
  return new Command('copy')
    .description('Copies everything from one database to an empty one. No server may be running on either of them.')
    .option('--from <url>', `as in DATABASE_URL; by default ${FROM}, or else DATABASE_URL`)
    .option('--to <url>', `as in DATABASE_URL; by default ${TO}; an empty database`)
    .addHelpText(
      'after',
      `\nPut an address with a password into ${FROM} or ${TO}: every user of this machine can read arguments.`,
    )
    .action(async (options: { from?: string; to?: string }) => {
      const { environment } = terminal;
      const from = options.from ?? environment[FROM];
      const to = options.to ?? environment[TO];
      if (!from && !environment.DATABASE_URL && !environment.DATABASE_URL_FILE)
        throw new CommandError(`No source database given. Set ${FROM}, or use --from.`);
      if (!to) throw new CommandError(`No target database given. Set ${TO}, or use --to.`);
      if (holdsPassword(options.from)) throw new CommandError(passwordInArgument('--from', FROM));
      if (holdsPassword(options.to)) throw new CommandError(passwordInArgument('--to', TO));
      const source = existing(from ? locationOf(terminal, from, options.from ? '--from' : FROM) : configured(terminal));
      const target = locationOf(terminal, to, options.to ? '--to' : TO);
      await whileNoServerRuns([source, target], () => copyAndReport(terminal, source, target));
    });
}

const FROM = 'FROM_DATABASE_URL';
const TO = 'TO_DATABASE_URL';

function configured(terminal: Terminal): DatabaseLocation {
  return readConfig(terminal.environment).database;
}

/** The location of a source. SQLite would create a file that is not there, such as a misspelt one. */
function existing(location: DatabaseLocation): DatabaseLocation {
  if (location.kind === 'sqlite' && !existsSync(location.file))
    throw new CommandError(`${location.file} does not exist.`);
  return location;
}

/** `source` is where the address was given, for messages. */
function locationOf(terminal: Terminal, url: string, source: string): DatabaseLocation {
  try {
    return readConfig({ ...terminal.environment, DATABASE_URL: url, DATABASE_URL_FILE: '' }).database;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new ConfigurationError(error.problems.map(problem => problem.replace(/^DATABASE_URL\b/, source)));
  }
}

function passwordInArgument(option: string, variable: string): string {
  return `${option} holds a password, which every user of this machine can read while the command runs. Set ${variable} instead.`;
}

function holdsPassword(url: string | undefined): boolean {
  if (url === undefined) return false;
  const parsed = parseDatabaseUrl(url);
  // What cannot be parsed may hold one where it does not belong.
  return 'settings' in parsed ? parsed.settings.password !== undefined : /:[^:/@]*@|password=/.test(url);
}

/**
 * Throws a CommandError where a server runs. Its writes to the source would be lost, and its writes to the target would
 * conflict.
 */
async function whileNoServerRuns(locations: readonly DatabaseLocation[], work: () => Promise<void>): Promise<void> {
  const releases: Array<() => Promise<void>> = [];
  try {
    for (const location of locations) {
      if (location.kind === 'sqlite') releases.push(await claimSqliteFile(location.file));
      else if ((await withOpen(location, serverConnections)) > 0) {
        throw new CommandError('A server is running on the PostgreSQL database. Stop every server first.');
      }
    }
    await work();
  } finally {
    for (const release of releases) await release();
  }
}

async function copyAndReport(terminal: Terminal, from: DatabaseLocation, to: DatabaseLocation): Promise<void> {
  const copied = await withOpen(from, source => withOpen(to, target => copyDatabase(source, target)));
  type Row = readonly [name: string, rows: number];
  const columns = [
    { heading: 'TABLE', cell: ([name]: Row) => name },
    { heading: 'ROWS', cell: ([, rows]: Row) => String(rows) },
  ];
  for (const line of table(columns, Object.entries(copied))) print(terminal, line);
  say(terminal, 'The copy is complete, and the row counts match.');
}

async function withOpen<Result>(
  location: DatabaseLocation,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase(location);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
