import { availableParallelism } from 'node:os';
import type { Services } from '../accounts/scope.ts';
import type { Config } from '../config/config.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { createLimiter, type Limiter, noLimits } from '../limits/limiter.ts';
import { createMailBreaker } from '../limits/mailBreaker.ts';
import type { SecretKeys } from '../links/signedLink.ts';
import { createEnqueueMail } from '../mail/enqueueMail.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { PasswordEstimator } from '../passwords/estimator.ts';
import { createLanes, type Lanes, LanesFull } from '../passwords/lanes.ts';
import { createPasswordHasher } from '../passwords/passwordHasher.ts';
import type { Database } from '../sql/database.ts';

/** With two lanes at cost 12, about four seconds of waiting; whoever comes after that is better told to come back. */
const HASHING_QUEUE_LENGTH = 24;

/** Puts together what the use cases work with, out of the configuration and the few things that a test may want to set. */
export function createServices(options: {
  readonly config: Config;
  readonly secretKeys: SecretKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly database: Database;
  readonly wakeMailWorker: () => void;
  /** For the metrics; the command line has none. */
  readonly metrics?: Pick<Metrics, 'limitHit' | 'hashingRefused' | 'mailBreakerOpened'>;
}): Services & { readonly lanes: Lanes } {
  const { config, secretKeys, clock, metrics } = options;
  const lanes = watchedLanes(
    createLanes({ lanes: availableParallelism(), queueLength: HASHING_QUEUE_LENGTH }),
    metrics,
  );
  const mailBreaker = createMailBreaker({
    mostPerHour: config.emailHourlyLimit,
    onOpen() {
      metrics?.mailBreakerOpened();
      options.log.error(
        { mostPerHour: config.emailHourlyLimit },
        'mail circuit breaker open: too many emails asked for within the hour (EMAIL_HOURLY_LIMIT)',
      );
    },
  });
  const limiter = config.rateLimits ? createLimiter({ secret: secretKeys[0], clock, mailBreaker }) : noLimits;
  let estimator: Promise<PasswordEstimator> | undefined;
  return {
    settings: config,
    clock,
    secretKeys,
    log: options.log,
    hasher: createPasswordHasher({ cost: config.bcryptCost, lanes }),
    limiter: watchedLimiter(limiter, metrics),
    lanes,
    estimator() {
      estimator ??= import('../passwords/estimator.ts').then(module => module.createPasswordEstimator());
      return estimator;
    },
    enqueueMail: createEnqueueMail({ orm: options.database, clock, wakeMailWorker: options.wakeMailWorker }),
    wakeMailWorker: options.wakeMailWorker,
  };
}

function watchedLimiter(limiter: Limiter, metrics?: Pick<Metrics, 'limitHit'>): Limiter {
  return {
    ...limiter,
    async admit(scope, operation, subject) {
      const admission = await limiter.admit(scope, operation, subject);
      if (!admission.admitted) metrics?.limitHit(operation);
      return admission;
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
