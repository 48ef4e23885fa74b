import { fillDatabase } from '../src/testing/manyAccounts.ts';

// A process of its own, since SQLite holds up the one that it works in: two databases are filled in the time of one.
const [url = '', count, cost] = process.argv.slice(2);
process.send?.(await fillDatabase(url, { count: Number(count), cost: Number(cost) }));
