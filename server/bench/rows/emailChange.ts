import { withManyAccounts } from '../../src/testing/manyAccounts.ts';
import { alternate, median, percent, perSecond, ratios, spread } from '../figures.ts';
import { load, type Operation } from '../load.ts';
import { confirmEmailChange, login, NOTHING, requestEmailChange } from '../operations.ts';
import { startBareServer, startProduct } from '../processes.ts';
import type { Row } from '../row.ts';

const ROUNDS = 5;
const CONNECTIONS = 32;
const SECONDS = 2;
/** A link can be used once, and each account has one. */
const CONFIRMATIONS = 160;
/** The minimum, so that more than hashing is measured. */
const COST = 4;
/** As a share of sign-ins, which write as durably, and which people make far more often. */
const TARGET = 0.8;

/** The throughput of the two steps of a change of address, beside sign-ins and a mutation that does nothing. */
export function emailChange(): Promise<Row[]> {
  return withManyAccounts({ count: 1_200, cost: COST }, async accounts => {
    const environment = { DATABASE_URL: accounts.databaseUrl, BCRYPT_COST: String(COST) };
    const [bare, product] = [await startBareServer(), await startProduct(environment)];
    const round = (url: string, of: Operation) => () => load(url, of, { connections: CONNECTIONS, seconds: SECONDS });
    const measurements = {
      nothing: round(bare.url, NOTHING),
      signIn: round(product.url, login(accounts)),
      request: round(product.url, requestEmailChange(accounts)),
      confirm: () =>
        load(product.url, confirmEmailChange(accounts, CONFIRMATIONS), {
          connections: CONNECTIONS,
          requests: CONFIRMATIONS,
        }),
    };
    // So that all operations are compiled and warm.
    await alternate(1, measurements);
    const { nothing, signIn, request, confirm } = await alternate(ROUNDS, measurements);
    await Promise.all([bare.stop(), product.stop()]);

    const row = (what: string, figures: readonly number[]): Row => {
      const ofSignIns = ratios(figures, signIn);
      return {
        what: `${what} per second, ${CONNECTIONS} connections, limits off, durable`,
        beside: `a mutation that does nothing: ${spread(nothing, perSecond)}/s; login at cost ${COST}: ${spread(signIn, perSecond)}/s`,
        target: `at least ${percent(TARGET)} of login`,
        measured: `${spread(figures, perSecond)}/s: ${spread(ratios(figures, nothing), percent)} of nothing, ${spread(ofSignIns, percent)} of login`,
        met: median(ofSignIns) >= TARGET,
      };
    };
    return [row(`requestEmailChange at cost ${COST}`, request), row('confirmEmailChange', confirm)];
  });
}
