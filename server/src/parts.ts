import { availableParallelism } from 'node:os';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Database } from './database/openDatabase.ts';
import { createLimiter, type Limiter, noLimits } from './limits/limiter.ts';
import type { SecretKeys } from './links/signedLink.ts';
import type { Log } from './log.ts';
import { createPromiseMail } from './mail/promiseMail.ts';
import type { Metrics } from './observability/metrics.ts';
import type { PasswordEstimator } from './passwords/estimator.ts';
import { createLanes, type Lanes, LanesFull } from './passwords/lanes.ts';
import { createPasswordHasher } from './passwords/passwordHasher.ts';
import type { Parts } from './scope.ts';

/** With two lanes at cost 12, about four seconds of waiting; whoever comes after that is better told to come back. */
const HASHING_QUEUE_LENGTH = 24;

/** Puts together what the use cases work with, out of the configuration and the few things that a test may want to set. */
export function createParts(options: {
  readonly config: Config;
  readonly secretKeys: SecretKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly database: Database;
  readonly wakePostman: () => void;
  /** For the metrics; the command line has none. */
  readonly metrics?: Pick<Metrics, 'limitHit' | 'hashingRefused'>;
}): Parts & { readonly lanes: Lanes } {
  const { config, secretKeys, clock, metrics } = options;
  const lanes = watchedLanes(
    createLanes({ lanes: availableParallelism(), queueLength: HASHING_QUEUE_LENGTH }),
    metrics,
  );
  const limiter = config.rateLimits ? createLimiter({ secret: secretKeys[0], clock }) : noLimits;
  let estimator: Promise<PasswordEstimator> | undefined;
  return {
    config,
    clock,
    secretKeys,
    log: options.log,
    hasher: createPasswordHasher({ cost: config.bcryptCost, lanes }),
    limiter: watchedLimiter(limiter, metrics),
    lanes,
    estimator() {
      estimator ??= import('./passwords/estimator.ts').then(module => module.createPasswordEstimator());
      return estimator;
    },
    promiseMail: createPromiseMail({ orm: options.database, clock, wakePostman: options.wakePostman }),
    wakePostman: options.wakePostman,
  };
}

function watchedLimiter(limiter: Limiter, metrics?: Pick<Metrics, 'limitHit'>): Limiter {
  return {
    ...limiter,
    async attempt(scope, operation, by) {
      const wait = await limiter.attempt(scope, operation, by);
      if (wait !== undefined) metrics?.limitHit(operation);
      return wait;
    },
  };
}

function watchedLanes(lanes: Lanes, metrics?: Pick<Metrics, 'hashingRefused'>): Lanes {
  return {
    async run(work) {
      try {
        return await lanes.run(work);
      } catch (error) {
        if (error instanceof LanesFull) metrics?.hashingRefused();
        throw error;
      }
    },
    get load() {
      return lanes.load;
    },
  };
}
