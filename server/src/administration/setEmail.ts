import type { Account } from '../accounts/account.ts';
import { AddressChange } from '../accounts/addressChange.ts';
import { type InvalidEmail, invalidEmail } from '../accounts/outcomes.ts';
import { canonicalEmail, type EmailAddress, readEmailAddress } from '../domain/emailAddress.ts';
import { type ReplacingScope, replaceAddress } from '../emailChange/replaceAddress.ts';
import { enqueueMailWithin } from '../mail/enqueueMailWithin.ts';

/**
 * Gives an account another address, for an operator who vouches for it. Its sessions end, its links are spent, and both
 * addresses are told; the former one can undo it, as after a change by the owner. Of a disabled account neither is told,
 * and no change can be undone any more: so an operator takes an account back from a thief.
 */
export async function setEmail(
  scope: ReplacingScope,
  account: Account,
  typedEmail: string,
): Promise<
  | { readonly outcome: 'EmailSet'; readonly email: EmailAddress }
  | { readonly outcome: 'AddressTaken' }
  | { readonly outcome: 'AddressUnchanged' }
  | { readonly outcome: 'AccountChanged' }
  | InvalidEmail
> {
  const { email, fault } = readEmailAddress(typedEmail);
  if (fault) return invalidEmail(fault);
  const canonical = canonicalEmail(email);
  if (canonical === account.canonicalEmail) {
    // A thief may hold a note about how the account came to this address.
    if (account.disabled) await scope.em.nativeDelete(AddressChange, { account: account.id });
    return { outcome: 'AddressUnchanged' };
  }

  const { id, linkGeneration, disabled } = account;
  const language = account.language ?? scope.caller.language;
  const replaced = await replaceAddress(
    scope,
    account,
    { email, canonical },
    {
      unchanged: { canonicalEmail: account.canonicalEmail, linkGeneration, disabled },
      async also(em, now) {
        if (!disabled) await enqueueMailWithin(em, { kind: 'new-address', accountId: id, language }, now);
      },
    },
  );
  switch (replaced) {
    case 'replaced':
      return { outcome: 'EmailSet', email };
    case 'taken':
      return { outcome: 'AddressTaken' };
    case 'changed':
      return { outcome: 'AccountChanged' };
  }
}
