import { languageFor } from '../accounts/languageFor.ts';
import { accountById } from '../accounts/readAccount.ts';
import type { Scope } from '../accounts/scope.ts';
import { describeDevice } from '../domain/describeDevice.ts';
import { type EmailAddress, shownEmail } from '../domain/emailAddress.ts';
import type { Composer } from '../mail/compose.ts';
import { makeRevertLink, REVERT_TIMEOUT_SECONDS } from './revertLink.ts';

/**
 * Composes the note to a former address, with the link that puts it back. It does not say the new address, since others
 * may read the former one by now. A disabled account gets it as well: the link works once it is enabled again.
 */
export function composeEmailChanged(
  scope: Pick<Scope, 'secretKeys'>,
  { publicUrl }: { readonly publicUrl: string },
): Composer {
  return {
    async compose(em, job, now) {
      const accountId = job.accountId ?? '';
      const formerEmail = (job.address ?? '') as EmailAddress;
      const account = await accountById(em, accountId);
      const { uid, token } = makeRevertLink(scope, { id: job.id, accountId, formerEmail }, now);
      return {
        to: account && formerEmail,
        name: 'email-changed',
        language: languageFor(account, job),
        values: {
          address: shownEmail(formerEmail),
          device: describeDevice(job.userAgent),
          changedAt: job.createdAt,
          revertUrl: `${publicUrl}/email-change-revert/${uid}/${token}`,
          expiresIn: REVERT_TIMEOUT_SECONDS,
        },
      };
    },
  };
}
