import type { SqlEntityManager } from '@mikro-orm/sql';
import { enqueueWithin } from '../queue/enqueue.ts';
import type { MailOrder } from './enqueueMail.ts';

/**
 * Writes a mail job with the caller's transaction, so that the mail and what it tells of are committed together. It never looks at an account.
 * Wake the mail worker after the commit; without that the job is found at the next poll. Gives the job's id.
 */
export function queueMail(em: SqlEntityManager, order: MailOrder, now: Date): Promise<string> {
  return enqueueWithin(em, order, now);
}
