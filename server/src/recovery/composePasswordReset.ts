import { decoyAccount } from '../accounts/decoyAccount.ts';
import { languageFor } from '../accounts/languageFor.ts';
import { accountByAddress } from '../accounts/readAccount.ts';
import type { Scope } from '../accounts/scope.ts';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import type { Composer } from '../mail/compose.ts';
import { makeAccountLink } from './passwordResetLink.ts';
import { recordResetRequestsOf } from './recordResetRequests.ts';

/**
 * Writes the reset mail, to the address stored on the account and never to the one typed (CVE-2019-19844). An unknown or disabled account
 * gets none: a decoy is made. An account without a password gets one, since reading the mailbox proves who owns the account. Links are
 * built from the configured origin; nothing that a request said reaches a mail.
 */
export function composePasswordReset(
  scope: Pick<Scope, 'secretKeys' | 'log'>,
  settings: { readonly publicUrl: string; readonly passwordResetTimeoutSeconds: number },
): Composer {
  const { publicUrl, passwordResetTimeoutSeconds } = settings;
  return {
    async compose(em, job, now) {
      const address = job.address as CanonicalEmail;
      const found = await accountByAddress(em, address);
      const account = found ?? decoyAccount(address, now);
      const reset = makeAccountLink(scope, 'password-reset', account, now);
      const revoke = makeAccountLink(scope, 'password-reset-revoke', account, now);
      return {
        to: found && !found.disabled ? found.email : undefined,
        name: 'password-reset',
        language: languageFor(account, job),
        values: {
          address: account.email,
          resetUrl: `${publicUrl}/password-reset-confirm/${reset.uid}/${reset.token}`,
          revokeUrl: `${publicUrl}/password-reset-revoke/${revoke.uid}/${revoke.token}`,
          expiresIn: passwordResetTimeoutSeconds,
        },
      };
    },
    onClaim: (em, jobs) => recordResetRequestsOf(em, scope, jobs),
  };
}
