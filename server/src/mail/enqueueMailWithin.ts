import type { SqlEntityManager } from '@mikro-orm/sql';
import { enqueueWithin } from '../queue/enqueue.ts';
import type { MailOrder } from './enqueueMail.ts';

/**
 * Inserts a mail job in the caller's transaction, so that both commit together. It never reads an account. Wake the
 * mail worker after the commit; otherwise the job is found at the next poll. Returns the job's id.
 */
export function enqueueMailWithin(em: SqlEntityManager, order: MailOrder, now: Date): Promise<string> {
  return enqueueWithin(em, order, now);
}
