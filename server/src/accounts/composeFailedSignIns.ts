import { canonicalEmail, type EmailAddress, shownEmail } from '../domain/emailAddress.ts';
import type { Composer } from '../mail/compose.ts';
import { decoyAccount } from './decoyAccount.ts';
import { failedSignInsOf } from './failedSignIns.ts';
import { languageFor } from './languageFor.ts';
import { accountByAddress, accountById } from './readAccount.ts';

/**
 * Composes the mail that tells the owner of a burst of failed sign-ins. For an unknown or disabled account it composes
 * a decoy.
 */
export function composeFailedSignIns({ publicUrl }: { readonly publicUrl: string }): Composer {
  return {
    async compose(em, job, now) {
      const address = canonicalEmail((job.address ?? '') as EmailAddress);
      const found = await (job.accountId ? accountById(em, job.accountId) : accountByAddress(em, address));
      const account = found ?? decoyAccount(address, now);
      const { count, since } = await failedSignInsOf(em, account.id, job.createdAt);
      return {
        to: found && !found.disabled ? found.email : undefined,
        name: 'failed-sign-ins',
        language: languageFor(account, job),
        values: {
          address: shownEmail(account.email),
          count,
          since,
          resetUrl: `${publicUrl}/password-reset`,
          accountUrl: `${publicUrl}/account`,
        },
      };
    },
  };
}
