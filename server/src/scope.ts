import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Client } from './client.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Limiter } from './limits/limiter.ts';
import type { SecretKeys } from './links/signedLink.ts';
import type { Log } from './log.ts';
import type { PromiseMail } from './mail/promiseMail.ts';
import type { PasswordEstimator } from './passwords/estimator.ts';
import type { PasswordHasher } from './passwords/passwordHasher.ts';

/** What the use cases work with; made once for the process. */
export interface Parts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly secretKeys: SecretKeys;
  readonly hasher: PasswordHasher;
  readonly limiter: Limiter;
  /** Loaded when the first new password is judged. */
  readonly estimator: () => Promise<PasswordEstimator>;
  readonly promiseMail: PromiseMail;
  /** Tells the postman that a job was committed with a transaction. Never throws. */
  readonly wakePostman: () => void;
}

/** What one use case works with, for one caller: the parts, an entity manager of its own, and who asks. */
export interface Scope extends Parts {
  readonly em: SqlEntityManager;
  readonly client: Client;
}
