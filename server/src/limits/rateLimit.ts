import { defineEntity, p } from '@mikro-orm/core';

const RateLimitSchema = defineEntity({
  name: 'RateLimit',
  properties: {
    /** Operation, window and HMAC of what is counted: an address or client cannot be read from it. */
    key: p.string().length(160).primary(),
    /** Digest of the address that the count is about, by which a reset clears it. */
    addressDigest: p.string().length(64).strictNullable().index(),
    count: p.integer(),
    /** When the count begins anew. */
    resetsAt: p.datetime(3).index(),
  },
});

/** How often something was tried within the current window. */
export class RateLimit extends RateLimitSchema.class {}
RateLimitSchema.setClass(RateLimit);
