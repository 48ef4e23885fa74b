import { defineEntity, p } from '@mikro-orm/core';
import type { Language } from '../domain/language.ts';

/**
 * The state of a job. `queued` until it is delivered (`sent`), has no recipient (`nothing-to-send`), or fails for good
 * (`parked`). A parked job stays until an operator retries it; other queues call that dead-lettered.
 */
export type JobState = 'queued' | 'sent' | 'nothing-to-send' | 'parked';

/** Every state, in the order in which a job may reach them. */
export const JOB_STATES: readonly JobState[] = ['queued', 'sent', 'nothing-to-send', 'parked'];

/**
 * The table keeps its name and columns from when it held mail alone. So an older version can run on the same database
 * during an upgrade. `kind` says what a job carries.
 */
const JobSchema = defineEntity({
  name: 'Job',
  tableName: 'mail_job',
  properties: {
    /** Made by the application, since the Message-ID derives from it. */
    id: p.uuid().primary(),
    /** Names what is to be delivered. */
    kind: p.string().length(40),
    /** The requested address; its account, if any, is looked up at delivery. */
    address: p.string().length(254).strictNullable(),
    /** The requested account; no foreign key, so that deleting an account does not lock the queue. */
    accountId: p.uuid().strictNullable(),
    language: p.string().length(16).$type<Language>(),
    /** Of the caller that asked, for the record of events. In a mail only the name of the device appears. */
    ipAddress: p.string().length(64).strictNullable(),
    userAgent: p.string().length(512).strictNullable(),
    state: p.string().length(16).$type<JobState>(),
    /** How often a worker has claimed the job. */
    attempts: p.integer(),
    nextAttemptAt: p.datetime(3),
    /** What must still hold at delivery, as the job's composer writes and reads it; null where nothing must. */
    condition: p.string().length(64).nullable(),
    /** The worker that has claimed the job. It may record a result only while this is its own name. */
    leaseOwner: p.string().length(40).strictNullable(),
    /** The time from which another worker may claim the job. */
    leaseExpiresAt: p.datetime(3).strictNullable(),
    /** The last reply of the server, without addresses. */
    lastReply: p.text().strictNullable(),
    createdAt: p.datetime(3),
    /** How often the whole job was handed over and no reply came, so that it may have been delivered. */
    unconfirmed: p.integer().default(0),
    /** When a fault of the operator's last kept the job from being delivered. It is given up for nothing before it. */
    excusedAt: p.datetime(3).nullable(),
    /** When the job ended. */
    settledAt: p.datetime(3).strictNullable(),
    /** What is delivered, where it is fixed when the job is made. Gone once it is delivered. */
    payload: p.text().nullable(),
    /** The place of a job with a payload among those of its account: later ones wait for it. */
    position: p.integer().nullable(),
  },
  indexes: [
    { properties: ['state', 'nextAttemptAt'] },
    { properties: ['state', 'settledAt'] },
    { properties: ['accountId', 'position'], where: { accountId: { $ne: null } } },
    // By the address where no account is named, for those who leave or ask for their data.
    {
      name: 'mail_job_address_index',
      expression: 'create index "mail_job_address_index" on "mail_job" (lower("address")) where "account_id" is null',
    },
  ],
});

/** A job, kept from its request until a while after its delivery. */
export class Job extends JobSchema.class {}
JobSchema.setClass(Job);
