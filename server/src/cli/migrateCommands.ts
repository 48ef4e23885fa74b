import { Command } from 'commander';
import { doubledAddresses } from '../database/canonicalAddresses.ts';
import { migrateDown, migrateUp, migrationStatus } from '../database/migrate.ts';
import type { Database } from '../sql/database.ts';
import { withDatabase } from './commandContext.ts';
import { CommandError } from './commandError.ts';
import { confirm } from './confirm.ts';
import { examples } from './examples.ts';
import { table } from './table.ts';
import { print, say, type Terminal } from './terminal.ts';

/** `rekey migrate`: the schema of the database. */
export function migrateCommands(terminal: Terminal): Command {
  return new Command('migrate')
    .summary('the schema of the database')
    .description(
      'Migrates the schema of the database up or down. Unless MIGRATE=off, the server migrates up at every start.',
    )
    .addHelpText('after', examples('migrate status', 'migrate up'))
    .addCommand(up(terminal))
    .addCommand(down(terminal))
    .addCommand(status(terminal));
}

function up(terminal: Terminal): Command {
  return new Command('up').description('Runs every pending migration.').action(async () => {
    const [names, doubled] = await withDatabase(
      terminal,
      async database => [await migrateUp(database), await doubledAddresses(database.em.fork())] as const,
    );
    for (const name of names) print(terminal, name);
    say(terminal, names.length === 0 ? 'The database is up to date already.' : 'The database is up to date.');
    if (doubled.length > 0) say(terminal, 'Accounts have the address of another account. What to do: rekey doctor');
  });
}

function down(terminal: Terminal): Command {
  return new Command('down')
    .description(
      'Reverts the newest migration. Data that only its schema can hold is lost. At a terminal it asks for confirmation.\n' +
        'The first one is not reverted while there are accounts. No server of this version may be running.',
    )
    .option('--yes', 'do not ask')
    .action(async (options: { yes?: true }) => {
      const names = await withDatabase(terminal, async database => {
        const executed = (await migrationStatus(database)).filter(({ state }) => state !== 'pending');
        const newest = executed.at(-1);
        if (!newest) return [];
        if (executed.length === 1) await refuseToDropAccounts(database);
        const question = `Data that only the schema of ${newest.name} can hold will be lost. Revert it?`;
        if (!options.yes) await confirm(terminal, question);
        return migrateDown(database);
      });
      for (const name of names) print(terminal, name);
      say(terminal, names.length === 0 ? 'There is no migration to revert.' : 'The newest migration was reverted.');
    });
}

/** On the way back to an earlier version it is easy to revert once too often. */
async function refuseToDropAccounts(database: Database): Promise<void> {
  const accounts = await database.em.fork().execute('select 1 from account limit 1');
  if (accounts.length === 0) return;
  throw new CommandError(
    'Nothing was changed: this is the first migration, and with it every account would be dropped. To begin anew, delete the database instead.',
  );
}

function status(terminal: Terminal): Command {
  return new Command('status')
    .description('Shows which migrations have run and which are pending.')
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
