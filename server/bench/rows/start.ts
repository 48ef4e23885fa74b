import { withManyAccounts } from '../../src/testing/manyAccounts.ts';
import { alternate, median, spread } from '../figures.ts';
import { startBareServer, startProduct } from '../processes.ts';
import type { Row } from '../row.ts';

const ROUNDS = 5;
const TARGET_MS = 300;

/** From spawning the process to its first answer, over a database that is migrated. */
export function start(): Promise<Row[]> {
  return withManyAccounts({ count: 1_000, cost: 4 }, async accounts => {
    const timed = async (starting: ReturnType<typeof startProduct>) => {
      const server = await starting;
      await server.stop();
      return server.startMs;
    };
    const measurements = {
      bare: () => timed(startBareServer()),
      own: () => timed(startProduct({ DATABASE_URL: accounts.databaseUrl })),
    };
    await alternate(1, measurements);
    const { bare, own } = await alternate(ROUNDS, measurements);
    const more = own.map((ms, n) => ms - (bare[n] ?? Number.NaN));
    const write = (ms: number) => `${Math.round(ms)} ms`;
    return [
      {
        what: 'process start to first answer, migrated database',
        beside: `Fastify with Apollo Server: ${spread(bare, write)}`,
        target: `within ${TARGET_MS} ms of it`,
        measured: `${spread(own, write)}: ${spread(more, write)} more`,
        met: median(more) <= TARGET_MS,
      },
    ];
  });
}
