import { defineEntity, p } from '@mikro-orm/core';
import { Account } from './account.ts';

/** What can happen to an account, in the words of the public schema. */
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
] as const;

/** One of {@link SECURITY_EVENT_KINDS}. */
export type SecurityEventKind = (typeof SECURITY_EVENT_KINDS)[number];

const SecurityEventSchema = defineEntity({
  name: 'SecurityEvent',
  indexes: [{ properties: ['account', 'at', 'id'] }, { properties: ['at'] }],
  properties: {
    /** Counts upwards, so that events of one millisecond keep their order. SQLite calls 64 bits `integer`, and MikroORM would remake the table. */
    id: p.bigint('number').primary().autoincrement().ignoreSchemaChanges('type'),
    /** Null for a sign-in that named no account: recorded all the same, so that known and unknown addresses cost the same. */
    account: () => p.manyToOne(Account).deleteRule('cascade').ref().strictNullable().index(false),
    kind: p.string().length(32).$type<SecurityEventKind>(),
    /** Of the newest, where several are folded into one row. */
    at: p.datetime(3),
    userAgent: p.string().length(512).strictNullable(),
    ipAddress: p.string().length(45).strictNullable(),
    /** The mail job that tells of the event, so that any number of attempts at it record one event; null without a mail job. */
    mailJobId: p.uuid().strictNullable().unique(),
    /** How many were folded into this row. */
    count: p.integer().default(1),
    /** Digest of kind, address, client and day, under which what strangers can cause is folded into one row; null for every other event. */
    foldKey: p.string().length(64).strictNullable().unique(),
  },
});

/** Something that happened to an account and that its owner may want to know. */
export class SecurityEvent extends SecurityEventSchema.class {}
SecurityEventSchema.setClass(SecurityEvent);
