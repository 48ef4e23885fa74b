import { decoyAccount } from '../accounts/decoyAccount.ts';
import { accountByAddress } from '../accounts/readAccount.ts';
import type { Scope } from '../accounts/scope.ts';
import { describeDevice } from '../domain/describeDevice.ts';
import { type CanonicalEmail, canonicalEmail, shownEmail } from '../domain/emailAddress.ts';
import type { Composer } from '../mail/compose.ts';
import { makeAccountLink } from './passwordResetLink.ts';
import { recordResetRequestsOf } from './recordResetRequests.ts';

/**
 * Composes the reset mail, to the address stored on the account and never to the typed one (CVE-2019-19844). For an
 * unknown or disabled account it composes a decoy. An account without a password gets a mail, since reading the mailbox
 * proves the ownership. Links have the configured origin; no text of a request is in the mail,
 * and the device that asked is named in our own words.
 */
export function composePasswordReset(
  scope: Pick<Scope, 'secretKeys' | 'log'>,
  settings: { readonly publicUrl: string; readonly passwordResetTimeoutSeconds: number },
): Composer {
  const { publicUrl, passwordResetTimeoutSeconds } = settings;
  return {
    async compose(em, job, now) {
      // Again, since a job of version 0.1 holds the form of that version.
      const address = canonicalEmail(job.address as CanonicalEmail);
      const found = await accountByAddress(em, address);
      const account = found ?? decoyAccount(address, now);
      const reset = makeAccountLink(scope, 'password-reset', account, now);
      const revoke = makeAccountLink(scope, 'password-reset-revoke', account, now);
      return {
        to: found && !found.disabled ? found.email : undefined,
        name: 'password-reset',
        language: job.language,
        values: {
          address: shownEmail(account.email),
          device: describeDevice(job.userAgent),
          resetUrl: `${publicUrl}/password-reset-confirm/${reset.uid}/${reset.token}`,
          revokeUrl: `${publicUrl}/password-reset-revoke/${revoke.uid}/${revoke.token}`,
          expiresIn: passwordResetTimeoutSeconds,
        },
      };
    },
    onClaim: (em, jobs) => recordResetRequestsOf(em, scope, jobs),
  };
}
