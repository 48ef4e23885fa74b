import { describeDevice } from '../domain/describeDevice.ts';
import { shownEmail } from '../domain/emailAddress.ts';
import type { Composer } from '../mail/compose.ts';
import { accountById } from './readAccount.ts';

/**
 * Composes the mail that tells the owner of a changed password, with device and time and without a token. A deleted
 * account gets none.
 */
export function composePasswordChanged({ publicUrl }: { readonly publicUrl: string }): Composer {
  return {
    async compose(em, job) {
      const account = job.accountId ? await accountById(em, job.accountId) : undefined;
      return {
        to: account?.email,
        name: 'password-changed',
        language: job.language,
        values: {
          address: account ? shownEmail(account.email) : '',
          device: describeDevice(job.userAgent),
          changedAt: job.createdAt,
          resetUrl: `${publicUrl}/password-reset`,
        },
      };
    },
  };
}
