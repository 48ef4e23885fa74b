import { open } from 'node:fs/promises';
import { Command } from 'commander';
import { readConfig } from '../config/config.ts';
import { claimSqliteFile } from '../database/claimSqliteFile.ts';
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
    .summary('backups, and moving to another database')
    .description('Copies everything: to a backup, back from one, or from SQLite to PostgreSQL and back.')
    .addHelpText(
      'after',
      examples(
        'database backup rekey-monday.sqlite',
        'database restore rekey-monday.sqlite',
        'database copy --from sqlite:data/rekey.sqlite --to postgresql://rekey:password@db.example.com/rekey',
      ),
    )
    .addCommand(backup(terminal))
    .addCommand(restore(terminal))
    .addCommand(copy(terminal));
}

function backup(terminal: Terminal): Command {
  return new Command('backup')
    .description(
      'Writes the database, of either kind, as it is at this timestamp, to a new SQLite file. Servers go on working.',
    )
    .argument('<file>', 'a file that does not exist yet')
    .action(async (file: string) => {
      const target = pathFrom(terminal, file);
      const created = await open(target, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
        throw new CommandError(
          `${target} cannot be written: ${error.code === 'EEXIST' ? 'it exists already' : error.code}.`,
        );
      });
      await created.close();
      await copyAndTell(terminal, configured(terminal), { kind: 'sqlite', file: target });
    });
}

function restore(terminal: Terminal): Command {
  return new Command('restore')
    .description('Fills the configured database, which has to be empty, from a backup. No server may be running on it.')
    .argument('<file>', 'what "rekey database backup" has written')
    .action(async (file: string) => {
      const target = configured(terminal);
      await whileNoServerRuns([target], () =>
        copyAndTell(terminal, { kind: 'sqlite', file: pathFrom(terminal, file) }, target),
      );
    });
}

function copy(terminal: Terminal): Command {
  return new Command('copy')
    .description('Moves everything from one database to an empty one. No server may be running on either of them.')
    .requiredOption('--from <url>', 'as in DATABASE_URL')
    .requiredOption('--to <url>', 'as in DATABASE_URL; an empty database')
    .action(async (options: { from: string; to: string }) => {
      const [from, to] = [locationOf(terminal, options.from), locationOf(terminal, options.to)];
      await whileNoServerRuns([from, to], () => copyAndTell(terminal, from, to));
    });
}

function configured(terminal: Terminal): DatabaseLocation {
  return readConfig(terminal.environment).database;
}

function locationOf(terminal: Terminal, url: string): DatabaseLocation {
  return readConfig({ ...terminal.environment, DATABASE_URL: url }).database;
}

/** What a server wrote during a move would be lost, and what it wrote into a database that is being filled would be in the way. */
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

async function copyAndTell(terminal: Terminal, from: DatabaseLocation, to: DatabaseLocation): Promise<void> {
  const copied = await withOpen(from, source => withOpen(to, target => copyDatabase(source, target)));
  type Row = readonly [name: string, rows: number];
  const columns = [
    { heading: 'TABLE', cell: ([name]: Row) => name },
    { heading: 'ROWS', cell: ([, rows]: Row) => String(rows) },
  ];
  for (const line of table(columns, Object.entries(copied))) print(terminal, line);
  say(terminal, 'Everything has arrived, and the counts agree.');
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
