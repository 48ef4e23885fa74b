import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/core';
import type { Language } from '../domain/language.ts';
import { MailJob } from './mailJob.ts';

/** A mail to be promised: what kind, for whom, and in which language. */
export type MailOrder = {
  kind: string;
  /** The canonical address as it was asked for. */
  address?: string | null;
  accountId?: string | null;
  language: Language;
  /** The caller that asked, for the record of events. */
  caller?: { ipAddress?: string | null; userAgent?: string | null };
};

/** The row of a job that waits for the postman. */
export function jobOf(order: MailOrder, now: Date) {
  return {
    // Grows with time (RFC 9562, section 5.7), so that rows written together lie together in the index and a commit touches few pages.
    id: randomUUIDv7(),
    kind: order.kind,
    address: order.address ?? null,
    accountId: order.accountId ?? null,
    language: order.language,
    ipAddress: order.caller?.ipAddress ?? null,
    userAgent: order.caller?.userAgent?.slice(0, 512) ?? null,
    state: 'queued' as const,
    attempts: 0,
    nextAttemptAt: now,
    leaseOwner: null,
    leaseExpiresAt: null,
    lastReply: null,
    createdAt: now,
    settledAt: null,
  };
}

/**
 * Writes a mail job with the caller's transaction, so that the promise and what it rests on are committed together.
 * It is one INSERT and never looks at an account. Call `postman.wake()` after the commit; without it the job is found
 * at the next poll. Gives the job's id.
 */
export async function queueMail(em: EntityManager, order: MailOrder, now: Date): Promise<string> {
  const job = jobOf(order, now);
  await em.insert(MailJob, job);
  return job.id;
}
