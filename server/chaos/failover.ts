import { parseArgs } from 'node:util';
import { hasPgBouncer } from '../src/testing/pgbouncer.ts';
import { hasPostgresql } from '../src/testing/postgresqlCluster.ts';
import { isServedThroughout, runFailover } from './runFailover.ts';

// Kills the primary of two PostgreSQL servers again and again under load. Prints what came of it; ends with status 1
// when anything was lost, half done, untrue or late.
const { values } = parseArgs({
  options: {
    failovers: { type: 'string', default: '10' },
    rate: { type: 'string', default: '140' },
    replicas: { type: 'string', default: '2' },
    pgbouncer: { type: 'boolean', default: false },
  },
});
if (!hasPostgresql) throw new Error('initdb and postgres are not on this machine');
if (values.pgbouncer && !hasPgBouncer) throw new Error('pgbouncer is not on this machine');

const result = await runFailover({
  failovers: Number(values.failovers),
  perSecond: Number(values.rate),
  replicas: Number(values.replicas),
  pgbouncer: values.pgbouncer,
});
const kept = isServedThroughout(result);
const waits = result.times.map(({ back, lastFailure }) => Math.max(back, lastFailure)).sort((a, b) => a - b);
console.log(`served again after ${waits[waits.length >> 1]} s (median), ${waits.at(-1)} s (worst)`);
console.log(`${kept ? 'kept' : 'BROKEN'} ${JSON.stringify(result, undefined, 2)}`);
if (!kept) process.exitCode = 1;
