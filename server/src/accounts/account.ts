import { randomUUID } from 'node:crypto';
import { defineEntity, type EntityDTO, p } from '@mikro-orm/core';
import { type CanonicalEmail, canonicalEmail, type EmailAddress } from '../domain/emailAddress.ts';
import type { Language } from '../domain/language.ts';
import type { PasswordHash } from '../passwords/passwordHash.ts';
import type { Reference } from './reference.ts';

const AccountSchema = defineEntity({
  name: 'Account',
  properties: {
    id: p.uuid().primary(),
    /** The address that mail is sent to. */
    email: p.string().length(254).$type<EmailAddress>(),
    /** The form that typed addresses are compared with. */
    canonicalEmail: p.string().length(254).$type<CanonicalEmail>().unique(),
    /** Null until a password is chosen by a reset. */
    passwordHash: p.text().$type<PasswordHash>().strictNullable(),
    disabled: p.boolean(),
    /** Incremented by "it was not me"; every earlier link is then spent. */
    linkGeneration: p.integer(),
    createdAt: p.datetime(3),
    lastLoginAt: p.datetime(3).strictNullable(),
    /**
     * The language of the last sign-in or reset; null before the first. So a stranger does not choose in which language
     * the owner is warned.
     */
    language: p.string().length(16).$type<Language>().strictNullable(),
    /** The product's own key for this account; null unless an operator has given one. */
    reference: p.string().length(128).$type<Reference>().strictNullable().unique(),
  },
});

/** A person who can sign in. */
export class Account extends AccountSchema.class {}
AccountSchema.setClass(Account);

/** The row of a new account, every column of it. */
export function newAccount(account: {
  /** A new one unless given. */
  readonly id?: string | undefined;
  readonly email: EmailAddress;
  readonly passwordHash: PasswordHash | null;
  readonly createdAt: Date;
  readonly disabled?: boolean | undefined;
  readonly language?: Language | undefined;
  readonly reference?: Reference | undefined;
}) {
  return {
    id: account.id ?? (randomUUID() as string),
    email: account.email,
    canonicalEmail: canonicalEmail(account.email),
    passwordHash: account.passwordHash,
    disabled: account.disabled ?? false,
    linkGeneration: 0,
    createdAt: account.createdAt,
    lastLoginAt: null,
    language: account.language ?? null,
    reference: account.reference ?? null,
  } satisfies Required<EntityDTO<Account>>;
}
