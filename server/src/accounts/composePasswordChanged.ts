import type { Compose } from '../mail/mail.ts';
import { Account } from './account.ts';

/** The kind of mail job that a change of password queues, by a reset or by its owner. */
export const PASSWORD_CHANGED_MAIL = 'password-changed';

/** Writes the note that tells the owner of a changed password, with the time and without a token. */
export function composePasswordChanged(publicUrl: string): Compose {
  return async (em, job) => {
    const account = await em.findOne(Account, { id: job.accountId ?? '' });
    if (!account) return undefined;
    return {
      to: account.email,
      template: 'password-changed',
      language: job.language,
      values: { address: account.email, changedAt: job.createdAt, resetUrl: `${publicUrl}/password-reset` },
    };
  };
}
