import { describeDevice } from '../domain/describeDevice.ts';
import { shownEmail } from '../domain/emailAddress.ts';
import type { Composer } from '../mail/compose.ts';
import { accountById } from './readAccount.ts';

/**
 * Composes the mail that tells the owner of a sign-in from a new device, with device and time and without a token. Its
 * language is that of the job: the account's before the sign-in, since that of the account is now that of the person
 * who has signed in. A deleted or disabled account gets none.
 */
export function composeNewDevice({ publicUrl }: { readonly publicUrl: string }): Composer {
  return {
    async compose(em, job) {
      const account = job.accountId ? await accountById(em, job.accountId) : undefined;
      return {
        to: account?.disabled ? undefined : account?.email,
        name: 'new-device',
        language: job.language,
        values: {
          address: account ? shownEmail(account.email) : '',
          device: describeDevice(job.userAgent),
          signedInAt: job.createdAt,
          resetUrl: `${publicUrl}/password-reset`,
          accountUrl: `${publicUrl}/account`,
        },
      };
    },
  };
}
