import { isDatabaseAway } from '../database/isDatabaseAway.ts';
import type { AroundOperation } from './aroundOperations.ts';
import type { Metrics } from './metrics.ts';

/** Times each root field and counts what came of it. */
export function measureOperation(metrics: Pick<Metrics, 'operation'>): AroundOperation {
  return async (operation, run) => {
    const start = performance.now();
    const measured = (outcome: string) => metrics.operation(operation, outcome, (performance.now() - start) / 1000);
    try {
      const outcome = await run();
      measured(outcome.name);
      return outcome;
    } catch (error) {
      measured(isDatabaseAway(error) ? 'unavailable' : 'error');
      throw error;
    }
  };
}
