import { languageFor } from '../accounts/languageFor.ts';
import { accountById } from '../accounts/readAccount.ts';
import { shownEmail } from '../domain/emailAddress.ts';
import type { Composer } from '../mail/compose.ts';

/**
 * Composes the mail to the address that an operator has given to an account. A deleted account and a disabled one get
 * none.
 */
export function composeNewAddress({ publicUrl }: { readonly publicUrl: string }): Composer {
  return {
    async compose(em, job) {
      const account = job.accountId ? await accountById(em, job.accountId) : undefined;
      return {
        to: account && !account.disabled ? account.email : undefined,
        name: 'new-address',
        language: languageFor(account, job),
        values: {
          address: account ? shownEmail(account.email) : '',
          changedAt: job.createdAt,
          loginUrl: `${publicUrl}/login`,
          resetUrl: `${publicUrl}/password-reset`,
        },
      };
    },
  };
}
