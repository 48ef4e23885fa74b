import type { Row } from '../row.ts';
import { measureTiming } from '../timing/measureTiming.ts';

/** Fewer than `npm run bench:timing` makes, so that all benchmarks fit into ten minutes. The estimates are rougher. */
const CALLS = 300;
const COST = 8;

/** Whether response time reveals if an address is known, for every operation that a stranger can send about one. */
export async function timing(): Promise<Row[]> {
  const comparisons = await measureTiming({ calls: CALLS, cost: COST, tell() {} });
  const operations = [...new Set(comparisons.map(({ operation }) => operation))];
  const furthest = (of: typeof comparisons) => of.toSorted((a, b) => Math.abs(b.auc - 0.5) - Math.abs(a.auc - 0.5))[0];
  return operations.map(operation => {
    const own = comparisons.filter(comparison => comparison.operation === operation);
    const worst = furthest(own);
    return {
      what: `telling kinds of address apart by the time of ${operation}`,
      beside: `${CALLS.toLocaleString('en')} calls of each kind, ${own.length} comparisons`,
      target: 'AUC 0.50 inside its interval',
      measured: `furthest: ${worst?.auc.toFixed(3)} (${worst?.low.toFixed(3)} to ${worst?.high.toFixed(3)}), ${worst?.kind} by ${worst?.by}`,
      met: own.every(({ low, high }) => low <= 0.5 && high >= 0.5),
    };
  });
}
