import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Clock } from '../domain/clock.ts';
import { createEnqueue } from '../queue/enqueue.ts';
import type { NewJob } from '../queue/jobs.ts';
import type { MailJobKind } from './kinds.ts';

/** A mail to be sent: what kind, for whom, and in which language. */
export interface MailOrder extends NewJob {
  readonly kind: MailJobKind;
}

/**
 * Commits a mail job of its own and wakes the mail worker. Resolves when the job is durable; rejects when it could not
 * be written.
 */
export type EnqueueMail = (order: MailOrder) => Promise<void>;

/** Makes the function that commits a mail job of its own, for requests that do nothing else. */
export function createEnqueueMail(options: {
  readonly orm: { readonly em: SqlEntityManager };
  readonly clock: Clock;
  readonly wakeWorkers: () => void;
}): EnqueueMail {
  const { orm, clock, wakeWorkers } = options;
  return createEnqueue({ orm, clock, wakeWorker: wakeWorkers });
}
