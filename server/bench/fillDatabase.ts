import { fillDatabase } from '../src/testing/manyAccounts.ts';

// Fills a database in its own process, since SQLite blocks the process: two databases are then filled in parallel.
const [url = '', count, cost] = process.argv.slice(2);
process.send?.(await fillDatabase(url, { count: Number(count), cost: Number(cost) }));
