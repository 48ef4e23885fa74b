import { canonicalEmail, type EmailAddress, shownEmail, withoutTag } from '../domain/emailAddress.ts';
import type { Composer } from '../mail/compose.ts';
import { composeAlreadyRegistered } from './composeAlreadyRegistered.ts';
import { accountByAddress } from './readAccount.ts';
import { makeRegistrationLink, type RegistrationPurpose } from './registrationLink.ts';
import type { Scope } from './scope.ts';

/**
 * Composes the mail that answers a registration, or invites someone. A free address gets a link to choose a password. A
 * taken one gets a note, so only its owner learns that there is an account. A disabled account gets none.
 */
export function composeRegistration(
  scope: Pick<Scope, 'secretKeys'>,
  purpose: RegistrationPurpose,
  settings: { readonly publicUrl: string; readonly registrationTimeoutSeconds: number },
): Composer {
  const { publicUrl, registrationTimeoutSeconds } = settings;
  return {
    async compose(em, job, now) {
      const email = job.address as EmailAddress;
      const account = await accountByAddress(em, canonicalEmail(email));
      // Made for a taken address as well, so that it costs the same.
      const { uid, token } = makeRegistrationLink(scope, email, now, purpose);
      if (account) return composeAlreadyRegistered(account, job, publicUrl);
      return {
        to: email,
        name: purpose,
        language: job.language,
        values: {
          address: withoutTag(shownEmail(email)),
          registerUrl: `${publicUrl}/register-confirm/${uid}/${token}`,
          expiresIn: registrationTimeoutSeconds,
        },
      };
    },
  };
}
