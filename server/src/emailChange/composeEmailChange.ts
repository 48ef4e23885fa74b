import { composeAlreadyRegistered } from '../accounts/composeAlreadyRegistered.ts';
import { decoyAccount } from '../accounts/decoyAccount.ts';
import { linkFingerprintDigest } from '../accounts/linkFingerprint.ts';
import { accountByAddress, accountById } from '../accounts/readAccount.ts';
import type { Scope } from '../accounts/scope.ts';
import { describeDevice } from '../domain/describeDevice.ts';
import { canonicalEmail, type EmailAddress, shownEmail, withoutTag } from '../domain/emailAddress.ts';
import type { Composer } from '../mail/compose.ts';
import { makeEmailChangeLink } from './emailChangeLink.ts';

/**
 * Composes the mail to a new address, with the link that gives it to the account. The owner of a taken address gets the
 * note that a registration sends; the account's own address gets nothing. It gets nothing either where the account has
 * changed since it asked: a mail that was held back must not bring a link that works after all others were spent.
 */
export function composeEmailChange(
  scope: Pick<Scope, 'secretKeys'>,
  settings: { readonly publicUrl: string; readonly registrationTimeoutSeconds: number },
): Composer {
  const { publicUrl, registrationTimeoutSeconds } = settings;
  return {
    async compose(em, job, now) {
      const email = job.address as EmailAddress;
      const address = canonicalEmail(email);
      const asking = (job.accountId ? await accountById(em, job.accountId) : undefined) ?? decoyAccount(address, now);
      const holder = await accountByAddress(em, address);
      // Made for a taken address as well, so that it costs the same.
      const { uid, token } = makeEmailChangeLink(scope, asking, email, now);
      const mayChange = linkFingerprintDigest(asking) === job.condition;
      if (mayChange && holder && holder.id !== asking.id) return composeAlreadyRegistered(holder, job, publicUrl);
      return {
        to: mayChange && !holder ? email : undefined,
        name: 'email-change',
        language: job.language,
        values: {
          address: withoutTag(shownEmail(email)),
          device: describeDevice(job.userAgent),
          askedAt: job.createdAt,
          changeUrl: `${publicUrl}/email-change/${uid}/${token}`,
          expiresIn: registrationTimeoutSeconds,
        },
      };
    },
  };
}
