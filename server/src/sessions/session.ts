import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';

const SessionSchema = defineEntity({
  name: 'Session',
  properties: {
    /** Names the session to its owner; it gives no access. */
    id: p.uuid().primary(),
    /** SHA-256 of the cookie's value, so that a reader of the database cannot sign in with it. */
    tokenHash: p.string().length(43).unique(),
    account: () => p.manyToOne(Account).deleteRule('cascade').ref().index(),
    createdAt: p.datetime(3),
    lastSeenAt: p.datetime(3).index(),
    userAgent: p.string().length(512).strictNullable(),
    ipAddress: p.string().length(45).strictNullable(),
  },
});

/** One browser in which an account is signed in. */
export class Session extends SessionSchema.class {}
SessionSchema.setClass(Session);
