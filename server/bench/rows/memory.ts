import { setTimeout as sleep } from 'node:timers/promises';
import { withManyAccounts } from '../../src/testing/manyAccounts.ts';
import { load, type Operation } from '../load.ts';
import { me, NOTHING, requestPasswordReset } from '../operations.ts';
import { type ServerProcess, startBareServer, startProduct } from '../processes.ts';
import type { Row } from '../row.ts';

const CONNECTIONS = 32;
const HALF = 50_000;
const TARGET_MB = 60;
/** The noise between two garbage collections of an unchanged heap. */
const NOISE_MB = 10;

/** The memory of a process when it is ready, and after 100,000 requests. */
export function memory(): Promise<Row[]> {
  return withManyAccounts({ count: 1_000, cost: 4 }, async accounts => {
    const bare = await held(await startBareServer(), [NOTHING]);
    const own = await held(await startProduct({ DATABASE_URL: accounts.databaseUrl }), [
      requestPasswordReset,
      me(accounts),
    ]);
    const write = (mb: number) => `${Math.round(mb)} MB`;
    const row = (what: string, phase: keyof typeof own): Row => ({
      what,
      beside: `Fastify with Apollo Server: ${write(bare[phase])}`,
      target: `within ${TARGET_MB} MB of it`,
      measured: `${write(own[phase])}: ${write(own[phase] - bare[phase])} more`,
      met: own[phase] - bare[phase] <= TARGET_MB,
    });
    return [
      row('memory when ready', 'ready'),
      row('memory after 100,000 requests', 'full'),
      {
        what: 'memory from the 50,000th to the 100,000th request',
        beside: `Fastify with Apollo Server: ${write(bare.half)} to ${write(bare.full)}`,
        target: `no growth beyond ${NOISE_MB} MB of noise, or beyond that of V8's heap in the bare process`,
        measured: `${write(own.half)} to ${write(own.full)}`,
        met: own.full - own.half <= Math.max(NOISE_MB, bare.full - bare.half),
      },
    ];
  });
}

async function held(server: ServerProcess, operations: readonly Operation[]) {
  const ready = server.residentMegabytes();
  const half = await after(server, operations);
  const full = await after(server, operations);
  await server.stop();
  return { ready, half, full };
}

async function after(server: ServerProcess, operations: readonly Operation[]): Promise<number> {
  for (const operation of operations)
    await load(server.url, operation, { connections: CONNECTIONS, requests: HALF / operations.length });
  // The mail worker may still be completing its jobs.
  await sleep(1_000);
  return server.residentMegabytes();
}
