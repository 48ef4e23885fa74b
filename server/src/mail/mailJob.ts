import { defineEntity, p } from '@mikro-orm/core';
import type { Language } from '../domain/language.ts';

/**
 * Where a job stands: `queued` until its mail was accepted (`sent`), turned out to be for nobody (`nothing-to-send`),
 * or was refused for good (`parked`, until an operator retries it).
 */
export type MailJobState = 'queued' | 'sent' | 'nothing-to-send' | 'parked';

const MailJobSchema = defineEntity({
  name: 'MailJob',
  tableName: 'mail_job',
  properties: {
    /** Made by the application, since the Message-ID derives from it. */
    id: p.uuid().primary(),
    /** Names the composer that turns the job into a mail. */
    kind: p.string().length(40),
    /** The canonical address as it was asked for; who that is, and whether anybody, is found out when composing. */
    address: p.string().length(254).strictNullable(),
    /** The account as it was named; no foreign key, so that a deleted account leaves the queue alone. */
    accountId: p.uuid().strictNullable(),
    language: p.string().length(16).$type<Language>(),
    /** Of the client that asked, for the record of events; it never appears in a mail. */
    ipAddress: p.string().length(64).strictNullable(),
    userAgent: p.string().length(512).strictNullable(),
    state: p.string().length(16).$type<MailJobState>(),
    /** How often a postman has taken the job in hand. */
    attempts: p.integer(),
    nextAttemptAt: p.datetime(3),
    /** The postman that has the job in hand; it may settle the job only while this is its own name. */
    leaseOwner: p.string().length(40).strictNullable(),
    /** From when on another postman may take the job over. */
    leaseExpiresAt: p.datetime(3).strictNullable(),
    /** What the mail server said last, without addresses. */
    lastReply: p.text().strictNullable(),
    createdAt: p.datetime(3),
    settledAt: p.datetime(3).strictNullable(),
  },
  indexes: [{ properties: ['state', 'nextAttemptAt'] }, { properties: ['state', 'settledAt'] }],
});

/** One mail that has been promised, from the request until it was accepted, and for a while after. */
export class MailJob extends MailJobSchema.class {}
MailJobSchema.setClass(MailJob);
