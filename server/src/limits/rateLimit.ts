import { defineEntity, p } from '@mikro-orm/core';

const RateLimitSchema = defineEntity({
  name: 'RateLimit',
  properties: {
    /** Operation, scope, window and an HMAC of the subject, so that no address or client can be read from it. */
    key: p.string().length(160).primary(),
    /** Written by version 0.1 alone, which may still run beside this one. */
    addressDigest: p.string().length(64).strictNullable(),
    count: p.integer(),
    /** When the window ends. */
    resetsAt: p.datetime(3).index(),
  },
});

/** The attempts within the current window. */
export class RateLimit extends RateLimitSchema.class {}
RateLimitSchema.setClass(RateLimit);
