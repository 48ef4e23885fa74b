import { shownEmail } from '../domain/emailAddress.ts';
import type { ComposedMail } from '../mail/compose.ts';
import type { Job } from '../queue/job.ts';
import type { Account } from './account.ts';

/** The note to the owner of an address that someone wants an account to have. A disabled account gets none. */
export function composeAlreadyRegistered(account: Account, job: Job, publicUrl: string): ComposedMail {
  return {
    to: account.disabled ? undefined : account.email,
    name: 'already-registered',
    language: job.language,
    values: {
      address: shownEmail(account.email),
      loginUrl: `${publicUrl}/login`,
      resetUrl: `${publicUrl}/password-reset`,
    },
  };
}
