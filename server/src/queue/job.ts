import { defineEntity, p } from '@mikro-orm/core';
import type { Language } from '../domain/language.ts';

/**
 * Where a job stands: `queued` until it is delivered (`sent`), turns out to have no recipient (`nothing-to-send`), or fails for good
 * (`parked`, until an operator retries it; other queues call that dead-lettered).
 */
export type JobState = 'queued' | 'sent' | 'nothing-to-send' | 'parked';

/** Every state, in the order in which a job may reach them. */
export const JOB_STATES: readonly JobState[] = ['queued', 'sent', 'nothing-to-send', 'parked'];

/**
 * The table keeps the name and the columns that it had when it held mail alone, so that an older version can run beside this one on the same
 * database while servers are replaced. `kind` says what a job carries.
 */
const JobSchema = defineEntity({
  name: 'Job',
  tableName: 'mail_job',
  properties: {
    /** Made by the application, since the Message-ID derives from it. */
    id: p.uuid().primary(),
    /** Names what is to be delivered. */
    kind: p.string().length(40),
    /** The address as it was asked for; whose it is, and whether it has an account, is found out at delivery. */
    address: p.string().length(254).strictNullable(),
    /** The account as it was named; no foreign key, so that deleting an account does not touch the queue. */
    accountId: p.uuid().strictNullable(),
    language: p.string().length(16).$type<Language>(),
    /** Of the caller that asked, for the record of events; it never appears in a mail. */
    ipAddress: p.string().length(64).strictNullable(),
    userAgent: p.string().length(512).strictNullable(),
    state: p.string().length(16).$type<JobState>(),
    /** How often a worker has claimed the job. */
    attempts: p.integer(),
    nextAttemptAt: p.datetime(3),
    /** The worker that has claimed the job; it may record a result only while this is its own name. */
    leaseOwner: p.string().length(40).strictNullable(),
    /** From when on another worker may claim the job. */
    leaseExpiresAt: p.datetime(3).strictNullable(),
    /** What the server said last, without addresses. */
    lastReply: p.text().strictNullable(),
    createdAt: p.datetime(3),
    /** When the job ended. */
    settledAt: p.datetime(3).strictNullable(),
  },
  indexes: [{ properties: ['state', 'nextAttemptAt'] }, { properties: ['state', 'settledAt'] }],
});

/** Something to be delivered, from the request until it was accepted, and for a while after. */
export class Job extends JobSchema.class {}
JobSchema.setClass(Job);
