import { availableParallelism } from 'node:os';
import bcrypt from 'bcrypt';
import { withManyAccounts } from '../../src/testing/manyAccounts.ts';
import { alternate, median, percent, spread } from '../figures.ts';
import { load, type Operation } from '../load.ts';
import { login, loginWrong, resetPassword } from '../operations.ts';
import { startProduct } from '../processes.ts';
import type { Row } from '../row.ts';

const ROUNDS = 7;
const COST = 12;
const CORES = availableParallelism();
/** Enough that no thread waits for work, and few enough that none is refused. */
const CONNECTIONS = 4 * CORES;
const HASHES = 8 * CORES;

/** The throughput of sign-ins and new passwords as a share of that of bcrypt alone. */
export function hashing(): Promise<Row[]> {
  return withManyAccounts({ count: 1_000, cost: COST }, async accounts => {
    const product = await startProduct({ DATABASE_URL: accounts.databaseUrl, BCRYPT_COST: String(COST) });
    const round = (operation: () => Operation) => () =>
      load(product.url, operation(), { connections: CONNECTIONS, requests: HASHES });
    const measurements = {
      bcrypt: bcryptAlone,
      right: round(() => login(accounts)),
      wrong: round(() => loginWrong(accounts)),
      reset: round(() => resetPassword(accounts, HASHES)),
    };
    // Starts the threads.
    await alternate(1, measurements);
    const figures = await alternate(ROUNDS, measurements);
    await product.stop();

    const row = (what: string, own: readonly number[], target: number): Row => {
      // That of the medians: a single round of either differs by more than what is looked for.
      const ratio = median(own) / median(figures.bcrypt);
      return {
        what,
        beside: `bcrypt alone, ${CORES} at a time: ${spread(figures.bcrypt, perSecond)}/s`,
        target: `at least ${percent(target)}`,
        measured: `${spread(own, perSecond)}/s: ${percent(ratio)}`,
        met: ratio >= target,
      };
    };
    return [
      row(`login per second, right passwords, cost ${COST}`, figures.right, 0.97),
      row(`login per second, wrong passwords, cost ${COST}`, figures.wrong, 0.97),
      row(`resetPassword per second, cost ${COST}`, figures.reset, 0.9),
    ];
  });
}

const perSecond = (figure: number) => figure.toFixed(2);

async function bcryptAlone(): Promise<number> {
  const hash = await bcrypt.hash('plum kettle orbit 71 sandal', COST);
  const start = performance.now();
  let left = HASHES;
  const hashes = async () => {
    while (left > 0) {
      left -= 1;
      await bcrypt.compare('plum kettle orbit 71 sandal', hash);
    }
  };
  await Promise.all(Array.from({ length: CORES }, hashes));
  return HASHES / ((performance.now() - start) / 1000);
}
