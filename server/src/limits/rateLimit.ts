import { defineEntity, p } from '@mikro-orm/core';

const RateLimitSchema = defineEntity({
  name: 'RateLimit',
  properties: {
    /** Operation, scope, window and HMAC of what is counted: an address or client cannot be read from it. */
    key: p.string().length(160).primary(),
    /** Written by version 0.1 alone, which may still run beside this one. */
    addressDigest: p.string().length(64).strictNullable(),
    count: p.integer(),
    /** When the count begins anew. */
    resetsAt: p.datetime(3).index(),
  },
});

/** How often something was tried within the current window. */
export class RateLimit extends RateLimitSchema.class {}
RateLimitSchema.setClass(RateLimit);
