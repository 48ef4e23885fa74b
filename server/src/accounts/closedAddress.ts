import { defineEntity, p } from '@mikro-orm/core';

const ClosedAddressSchema = defineEntity({
  name: 'ClosedAddress',
  properties: {
    /** HMAC of the canonical address, so that the address itself is gone with its account. */
    addressDigest: p.string().length(64).primary(),
    closedAt: p.datetime(3).index(),
  },
});

/**
 * The address of a deleted account, or one that an account has given up for another, kept for the lifetime of a
 * registration link. Links mailed before stay spent and cannot create an account there.
 */
export class ClosedAddress extends ClosedAddressSchema.class {}
ClosedAddressSchema.setClass(ClosedAddress);
