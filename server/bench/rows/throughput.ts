import { withManyAccounts } from '../../src/testing/manyAccounts.ts';
import { alternate, median, percent, perSecond, ratios, spread } from '../figures.ts';
import { load, type Operation } from '../load.ts';
import { me, NOTHING, requestPasswordReset } from '../operations.ts';
import { startBareServer, startProduct } from '../processes.ts';
import type { Row } from '../row.ts';

const ROUNDS = 5;
const CONNECTIONS = 32;
const SECONDS = 2;

/** The throughput of the product's operations as a share of that of a mutation that does nothing. */
export function throughput(): Promise<Row[]> {
  return withManyAccounts({ count: 1_000, cost: 4 }, async accounts => {
    const [bare, product] = [await startBareServer(), await startProduct({ DATABASE_URL: accounts.databaseUrl })];
    const round = (url: string, of: Operation) => () => load(url, of, { connections: CONNECTIONS, seconds: SECONDS });
    const measurements = {
      nothing: round(bare.url, NOTHING),
      reset: round(product.url, requestPasswordReset),
      me: round(product.url, me(accounts)),
    };
    // So that all operations are compiled and warm.
    await alternate(1, measurements);
    const { nothing, reset, me: own } = await alternate(ROUNDS, measurements);
    await Promise.all([bare.stop(), product.stop()]);

    return [
      row('requestPasswordReset per second, 32 connections, limits off, durable', reset, nothing, 0.8),
      row('me per second with a session, 32 connections', own, nothing, 0.8),
    ];
  });
}

function row(what: string, figures: readonly number[], nothing: readonly number[], target: number): Row {
  const shares = ratios(figures, nothing);
  return {
    what,
    beside: `a mutation that does nothing: ${spread(nothing, perSecond)}/s`,
    target: `at least ${percent(target)}`,
    measured: `${spread(figures, perSecond)}/s: ${spread(shares, percent)}`,
    met: median(shares) >= target,
  };
}
