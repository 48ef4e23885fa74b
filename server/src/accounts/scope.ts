import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Caller } from '../domain/caller.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { Limiter } from '../limits/limiter.ts';
import type { SecretKeys } from '../links/signedLink.ts';
import type { EnqueueMail } from '../mail/enqueueMail.ts';
import type { IsBreached } from '../passwords/breachedPasswords.ts';
import type { HashingTurn } from '../passwords/hashingTurn.ts';
import type { PasswordHasher } from '../passwords/passwordHasher.ts';
import type { PasswordRule } from '../passwords/passwordPolicy.ts';
import type { TellProduct } from '../webhooks/tellProduct.ts';
import type { Settings } from './settings.ts';

/** The services of the use cases; made once for the process. */
export interface Services {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly secretKeys: SecretKeys;
  readonly hasher: PasswordHasher;
  readonly limiter: Limiter;
  /** Bounds the mails that come of themselves, also where RATE_LIMITS is off: callers are not what it limits. */
  readonly noteLimiter: Pick<Limiter, 'admit'>;
  /** Returns the rules that a new password breaks, for the account of this address. */
  readonly judgePassword: (
    typed: string,
    address: string,
    options: { readonly minLength: number },
    turn: HashingTurn,
  ) => Promise<PasswordRule[]>;
  /** Always false where no service is configured. */
  readonly isBreached: IsBreached;
  readonly enqueueMail: EnqueueMail;
  /** Tells the product of a change, in the transaction of the change. Wake the workers after the commit. */
  readonly tellProduct: TellProduct;
  /** Tells the workers that a job was committed with a transaction. Never throws. */
  readonly wakeWorkers: () => void;
  /** The same where only the product was told. Does nothing without a WEBHOOK_URL, where nothing was written. */
  readonly wakeWebhookWorker: () => void;
}

/** The context of one use case: the services, its own entity manager, and the caller. */
export interface Scope extends Services {
  readonly em: SqlEntityManager;
  readonly caller: Caller;
}
