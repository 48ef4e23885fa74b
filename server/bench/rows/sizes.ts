import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FilledDatabase, type ManyAccounts, peopleOf } from '../../src/testing/manyAccounts.ts';
import { createPostgresqlDatabase } from '../../src/testing/testDatabase.ts';
import { alternate, median } from '../figures.ts';
import { load } from '../load.ts';
import { login, me, requestPasswordReset, resetPassword } from '../operations.ts';
import { type ServerProcess, startProduct } from '../processes.ts';
import type { Row } from '../row.ts';

/** SIZES may be set, and SIZES_ON names the only database to measure. */
const SIZES = (process.env.SIZES ?? '1000,100000,1000000').split(',').map(Number);
const ONLY = process.env.SIZES_ON;
const ROUNDS = 7;
const CONNECTIONS = 16;
const SECONDS = 0.5;
/** A link can be used once, and the smallest database has no more. */
const RESETS = 60;
/** The minimum, so that the database is measured. */
const COST = 4;
const TARGET = 1.2;
const FILL = fileURLToPath(new URL('../fillDatabase.ts', import.meta.url));

interface Sized {
  readonly accounts: ManyAccounts;
  readonly product: ServerProcess;
}

/** Whether a large product is slower than a small one. */
export async function sizes(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-sizes-'));
  const server = ONLY === 'sqlite' ? undefined : process.env.TEST_POSTGRES_URL;
  const onPostgresql = server ? await Promise.all(SIZES.map(() => createPostgresqlDatabase(server))) : [];
  const [postgresql, sqlite] = await Promise.all([
    filled(onPostgresql.map(({ url }) => url)),
    filled(ONLY === 'postgresql' ? [] : SIZES.map(count => `sqlite:${join(folder, `${count}.sqlite`)}`)),
  ]);
  const rows = [
    ...(sqlite.length > 0 ? await measured('SQLite', sqlite) : []),
    ...(server ? await measured('PostgreSQL', postgresql) : [NOT_MEASURED]),
  ];
  for (const database of onPostgresql) await database.drop();
  rmSync(folder, { recursive: true });
  return rows;
}

const NOT_MEASURED: Row = {
  what: 'sizes on PostgreSQL',
  beside: '',
  target: `within ${TARGET} times`,
  measured: 'not measured: TEST_POSTGRES_URL names no server',
  met: true,
};

async function filled(urls: readonly string[]): Promise<ManyAccounts[]> {
  const all: ManyAccounts[] = [];
  for (const [n, url] of urls.entries()) {
    const filling = fork(FILL, [url, String(SIZES[n]), String(COST)]);
    const [database] = (await once(filling, 'message')) as [FilledDatabase];
    all.push(peopleOf(database));
  }
  return all;
}

async function measured(name: string, databases: readonly ManyAccounts[]): Promise<Row[]> {
  const all: Sized[] = [];
  for (const accounts of databases) {
    const product = await startProduct({ DATABASE_URL: accounts.databaseUrl, BCRYPT_COST: String(COST) });
    all.push({ accounts, product });
  }
  const rows: Row[] = [];
  for (const [operation, round] of Object.entries(OPERATIONS)) {
    const measurements = Object.fromEntries(all.map((each, n) => [SIZES[n], () => round(each)]));
    await alternate(1, measurements);
    rows.push(row(`${operation} on ${name}`, await alternate(ROUNDS, measurements)));
  }
  await Promise.all(all.map(({ product }) => product.stop()));
  return rows;
}

const OPERATIONS: Readonly<Record<string, (of: Sized) => Promise<number>>> = {
  requestPasswordReset: ({ product }) =>
    load(product.url, requestPasswordReset, { connections: CONNECTIONS, seconds: SECONDS }),
  me: ({ product, accounts }) => load(product.url, me(accounts), { connections: CONNECTIONS, seconds: SECONDS }),
  login: ({ product, accounts }) => load(product.url, login(accounts), { connections: CONNECTIONS, seconds: SECONDS }),
  resetPassword: ({ product, accounts }) =>
    load(product.url, resetPassword(accounts, RESETS), { connections: CONNECTIONS, requests: RESETS }),
};

/** The ratio is that of the medians; with rounds that alternate it is also the one that noise disturbs least. */
function row(what: string, figures: Readonly<Record<string, readonly number[]>>): Row {
  const rates = SIZES.map(size => median(figures[size] ?? []));
  const [smallest = Number.NaN, ...larger] = rates;
  const slower = larger.map(rate => smallest / rate);
  return {
    what: `${what} per second at ${SIZES.map(size => size.toLocaleString('en')).join(', ')} accounts`,
    beside: `the smallest: ${Math.round(smallest)}/s`,
    target: `within ${TARGET} times`,
    measured: `${larger.map(rate => `${Math.round(rate)}/s`).join(', ')}: ${slower.map(ratio => ratio.toFixed(2)).join(', ')} times`,
    met: slower.every(ratio => ratio <= TARGET),
  };
}
