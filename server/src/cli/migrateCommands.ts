import { Command } from 'commander';
import { migrateDown, migrateUp, migrationStatus } from '../database/migrate.ts';
import { withDatabase } from './commandContext.ts';
import { confirm } from './confirm.ts';
import { examples } from './examples.ts';
import { table } from './table.ts';
import { print, say, type Terminal } from './terminal.ts';

/** `rekey migrate`: the schema of the database. */
export function migrateCommands(terminal: Terminal): Command {
  return new Command('migrate')
    .summary('the schema of the database')
    .description(
      'Brings the schema of the database up to date, or takes a step back. The server does the former at every start.',
    )
    .addHelpText('after', examples('migrate status', 'migrate up'))
    .addCommand(up(terminal))
    .addCommand(down(terminal))
    .addCommand(status(terminal));
}

function up(terminal: Terminal): Command {
  return new Command('up').description('Runs every migration that waits.').action(async () => {
    const names = await withDatabase(terminal, migrateUp);
    for (const name of names) print(terminal, name);
    say(terminal, names.length === 0 ? 'The database is up to date already.' : 'The database is up to date.');
  });
}

function down(terminal: Terminal): Command {
  return new Command('down')
    .description('Takes the newest migration back, with the data that only it can hold. At a terminal it asks first.')
    .option('--yes', 'do not ask')
    .action(async (options: { yes?: true }) => {
      if (!options.yes) await confirm(terminal, 'The data that the newest migration holds is gone then. Take it back?');
      const names = await withDatabase(terminal, migrateDown);
      for (const name of names) print(terminal, name);
      say(
        terminal,
        names.length === 0 ? 'There is no migration to take back.' : 'The newest migration was taken back.',
      );
    });
}

function status(terminal: Terminal): Command {
  return new Command('status')
    .description('Shows which migrations ran and which wait.')
    .option('--json', 'write a JSON array')
    .action(async (options: { json?: true }) => {
      const migrations = await withDatabase(terminal, migrationStatus);
      if (options.json) return print(terminal, JSON.stringify(migrations, null, 2));
      const columns = [
        { heading: 'MIGRATION', cell: (row: (typeof migrations)[number]) => row.name },
        { heading: 'STATE', cell: (row: (typeof migrations)[number]) => row.state },
      ];
      for (const line of table(columns, migrations)) print(terminal, line);
    });
}
