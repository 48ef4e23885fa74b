import { defineEntity, p } from '@mikro-orm/core';
import type { CanonicalEmail, EmailAddress } from '../domain/emailAddress.ts';
import type { PasswordHash } from '../passwords/passwordHash.ts';

const AccountSchema = defineEntity({
  name: 'Account',
  properties: {
    id: p.uuid().primary(),
    /** Where mail goes. */
    email: p.string().length(254).$type<EmailAddress>(),
    /** What a typed address is compared with. */
    canonicalEmail: p.string().length(254).$type<CanonicalEmail>().unique(),
    /** Null where no password was ever chosen: such an account is entered by way of a reset. */
    passwordHash: p.text().$type<PasswordHash>().strictNullable(),
    disabled: p.boolean(),
    /** Raised by "it was not me"; every link made before is spent. */
    linkGeneration: p.integer(),
    createdAt: p.datetime(3),
    lastLoginAt: p.datetime(3).strictNullable(),
  },
});

/** Somebody who can sign in. */
export class Account extends AccountSchema.class {}
AccountSchema.setClass(Account);
