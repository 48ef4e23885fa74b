import { readConfig } from '../config/config.ts';
import { migrateUp } from '../database/migrate.ts';
import { openDatabase } from '../database/openDatabase.ts';

// A process that migrates the database of its argument and prints what it ran: several of them, started together, are
// replicas at start.
const database = await openDatabase(readConfig({ DATABASE_URL: process.argv[2] }).database);
const ran = await migrateUp(database);
await database.close();
process.stdout.write(`${ran.join(' ')}\n`);
