import type { Services } from '../accounts/scope.ts';
import type { Config } from '../config/config.ts';
import type { Clock } from '../domain/clock.ts';
import { errorMessage } from '../domain/errorMessage.ts';
import type { Log } from '../domain/log.ts';
import { createLimiter, type Limiter, noLimits } from '../limits/limiter.ts';
import { createMailBreaker } from '../limits/mailBreaker.ts';
import type { SecretKeys } from '../links/signedLink.ts';
import type { Metrics } from '../observability/metrics.ts';
import { createBreachedPasswords } from '../passwords/breachedPasswords.ts';
import { createHashingPool, type HashingPool } from '../passwords/hashingPool.ts';
import { createPasswordHasher } from '../passwords/passwordHasher.ts';
import { createEnqueue } from '../queue/enqueue.ts';
import type { Database } from '../sql/database.ts';
import { createTellProduct } from '../webhooks/tellProduct.ts';

/** The time of some thirty hashes of cost 12. */
const HASHING_TIME_LIMIT_MS = 10_000;

/** Makes the services of the use cases from the configuration and the given dependencies. */
export function createServices(options: {
  readonly config: Config;
  readonly secretKeys: SecretKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly database: Database;
  readonly wakeWorkers: () => void;
  /** For the metrics; the command line has none. */
  readonly metrics?: Pick<
    Metrics,
    'limitHit' | 'hashingRefused' | 'hashingTimedOut' | 'breachedPasswordCheck' | 'mailBreakerOpened'
  >;
  /** The module of the hashing threads; the pool's own unless given. */
  readonly hashingThread?: URL | undefined;
}): Services & { readonly hashing: HashingPool } {
  const { config, secretKeys, clock, log, metrics } = options;
  const hashing = createHashingPool({
    clientFactor: config.limitsClientFactor,
    timeLimitMs: HASHING_TIME_LIMIT_MS * 2 ** Math.max(0, config.bcryptCost - 12),
    onRefused: () => metrics?.hashingRefused(),
    onTimedOut() {
      metrics?.hashingTimedOut();
      log.error({}, 'hashing timed out, replacing its thread');
    },
    onThreadError: error => log.error({ reason: errorMessage(error) }, 'hashing thread failed'),
    file: options.hashingThread,
  });
  const mailBreaker = createMailBreaker({
    maxPerHour: config.emailHourlyLimit,
    onOpen() {
      metrics?.mailBreakerOpened();
      log.error(
        { maxPerHour: config.emailHourlyLimit },
        'mail circuit breaker open: too many emails requested within the hour (EMAIL_HOURLY_LIMIT)',
      );
    },
  });
  const counting = createLimiter({
    secret: secretKeys[0],
    clock,
    mailBreaker,
    exempt: config.limitsExempt,
    clientFactor: config.limitsClientFactor,
  });
  const productWords = [config.brand.name, ...(config.publicUrl ? [new URL(config.publicUrl).hostname] : [])];
  return {
    settings: config,
    clock,
    secretKeys,
    log,
    hasher: createPasswordHasher({ cost: config.bcryptCost, pool: hashing }),
    limiter: watchedLimiter(config.rateLimits ? counting : noLimits, metrics),
    noteLimiter: counting,
    hashing,
    judgePassword: (typed, address, { minLength }, turn) =>
      hashing.judge(typed, address, { minLength, productWords }, turn),
    isBreached:
      config.breachedPasswordsUrl === undefined
        ? async () => false
        : createBreachedPasswords({
            url: config.breachedPasswordsUrl,
            log,
            observe: outcome => metrics?.breachedPasswordCheck(outcome),
          }),
    enqueueMail: createEnqueue({ orm: options.database, clock, wakeWorker: options.wakeWorkers }),
    tellProduct: config.webhooks ? createTellProduct(clock) : async () => {},
    wakeWorkers: options.wakeWorkers,
    wakeWebhookWorker: config.webhooks ? options.wakeWorkers : () => {},
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
