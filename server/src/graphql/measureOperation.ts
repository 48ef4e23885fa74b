import type { Instrumentation } from '../observability/instrumentation.ts';
import type { Metrics } from '../observability/metrics.ts';
import { isDatabaseAway } from '../sql/isDatabaseAway.ts';

/** Measures the duration of each root field by outcome. */
export function measureOperation(metrics: Pick<Metrics, 'operation'>): Instrumentation {
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
