import { Account } from '../accounts/account.ts';
import type { Scope } from '../accounts/scope.ts';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import type { Compose } from '../mail/mail.ts';
import { makeAccountLink } from './passwordResetLink.ts';

/**
 * Writes the reset mail, to the address stored on the account and never to the one typed (CVE-2019-19844). An unknown or disabled account
 * gets none; one without a password gets it, since whoever reads the mailbox owns the account. Links are built from the configured
 * origin; nothing that a request said reaches a mail.
 */
export function composePasswordReset(scope: Pick<Scope, 'secretKeys' | 'settings'>, publicUrl: string): Compose {
  return async (em, job, now) => {
    const account = await em.findOne(Account, { canonicalEmail: job.address as CanonicalEmail });
    if (!account || account.disabled) return undefined;
    const reset = makeAccountLink(scope, 'password-reset', account, now);
    const revoke = makeAccountLink(scope, 'password-reset-revoke', account, now);
    return {
      to: account.email,
      template: 'password-reset',
      language: job.language,
      values: {
        address: account.email,
        resetUrl: `${publicUrl}/password-reset-confirm/${reset.uid}/${reset.token}`,
        revokeUrl: `${publicUrl}/password-reset-revoke/${revoke.uid}/${revoke.token}`,
        expiresInSeconds: scope.settings.passwordResetTimeoutSeconds,
      },
    };
  };
}
