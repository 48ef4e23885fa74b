import { defineEntity, p } from '@mikro-orm/core';
import { Account } from './account.ts';

const AddressChangeSchema = defineEntity({
  name: 'AddressChange',
  indexes: [{ properties: ['account', 'linkGeneration'] }],
  properties: {
    /** The mail job of the note to the former address. The note's link is bound to it. */
    noteId: p.uuid().primary(),
    account: () => p.manyToOne(Account).deleteRule('cascade').ref().index(false),
    /** Of the account after the change. Each change increments it, so a later one has a larger number. */
    linkGeneration: p.integer(),
    changedAt: p.datetime(3).index(),
  },
});

/**
 * A change of address that the note to the former address can still undo. It holds no address: the note's link does.
 *
 * A fingerprint of the account cannot say which notes work, since a note works however often the account has changed.
 * A revert deletes the row of its own change and of every later one, and leaves the earlier ones. So the first owner can
 * always go back, and nothing that came later undoes that.
 */
export class AddressChange extends AddressChangeSchema.class {}
AddressChangeSchema.setClass(AddressChange);
