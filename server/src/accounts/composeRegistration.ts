import { canonicalEmail, type EmailAddress } from '../domain/emailAddress.ts';
import type { Compose } from '../mail/mail.ts';
import { Account } from './account.ts';
import { makeRegistrationLink } from './registrationLink.ts';
import type { Scope } from './scope.ts';

/**
 * Writes the mail that answers a wish to register: a link to choose a password where the address is free; where it is taken, a note to its
 * owner, who alone learns of it; nothing to a disabled account.
 */
export function composeRegistration(scope: Pick<Scope, 'secretKeys' | 'settings'>, publicUrl: string): Compose {
  return async (em, job, now) => {
    const email = job.address as EmailAddress;
    const account = await em.findOne(Account, { canonicalEmail: canonicalEmail(email) });
    if (account?.disabled) return undefined;
    if (account) {
      return {
        to: account.email,
        template: 'already-registered',
        language: job.language,
        values: { address: account.email, loginUrl: `${publicUrl}/login`, resetUrl: `${publicUrl}/password-reset` },
      };
    }
    const { uid, token } = makeRegistrationLink(scope, email, now);
    return {
      to: email,
      template: 'registration',
      language: job.language,
      values: {
        address: email,
        registerUrl: `${publicUrl}/register-confirm/${uid}/${token}`,
        expiresInSeconds: scope.settings.registrationTimeoutSeconds,
      },
    };
  };
}
