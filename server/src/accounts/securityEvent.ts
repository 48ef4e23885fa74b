import { defineEntity, p } from '@mikro-orm/core';
import { Account } from './account.ts';

/** The kinds of event, by their names in the public schema. */
export const SECURITY_EVENT_KINDS = [
  'REGISTERED',
  'LOGGED_IN',
  'LOGIN_FAILED',
  'LOGGED_OUT',
  'PASSWORD_RESET_REQUESTED',
  'PASSWORD_RESET_REVOKED',
  'PASSWORD_RESET',
  'PASSWORD_CHANGED',
  'SESSION_ENDED',
  'EMAIL_CHANGE_REQUESTED',
  'EMAIL_CHANGED',
  'EMAIL_CHANGE_REVERTED',
] as const;

/** One of {@link SECURITY_EVENT_KINDS}. */
export type SecurityEventKind = (typeof SECURITY_EVENT_KINDS)[number];

const SecurityEventSchema = defineEntity({
  name: 'SecurityEvent',
  indexes: [{ properties: ['account', 'at', 'id'] }, { properties: ['at'] }],
  properties: {
    /**
     * Increases, so that events of one millisecond keep their order. SQLite calls 64 bits `integer`; MikroORM would
     * otherwise rebuild the table.
     */
    id: p.bigint('number').primary().autoincrement().ignoreSchemaChanges('type'),
    /**
     * Null for a sign-in at an unknown address. It is recorded too, so that known and unknown addresses cost the same.
     */
    account: () => p.manyToOne(Account).deleteRule('cascade').ref().strictNullable().index(false),
    kind: p.string().length(32).$type<SecurityEventKind>(),
    /** The time of the newest, where several share the row. */
    at: p.datetime(3),
    userAgent: p.string().length(512).strictNullable(),
    ipAddress: p.string().length(45).strictNullable(),
    /** The mail job of the event, so that several attempts at it record one event; null without a mail job. */
    mailJobId: p.uuid().strictNullable().unique(),
    /** How many events share this row. */
    count: p.integer().default(1),
    /**
     * Digest of kind, address, client and day, by which events that strangers can cause share a row; null for every
     * other event.
     */
    foldKey: p.string().length(64).strictNullable().unique(),
  },
});

/** An event of an account, shown to its owner. */
export class SecurityEvent extends SecurityEventSchema.class {}
SecurityEventSchema.setClass(SecurityEvent);
