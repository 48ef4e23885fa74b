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
