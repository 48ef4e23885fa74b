import { type EmailAddress, shownEmail } from '../domain/emailAddress.ts';
import type { Composer } from '../mail/compose.ts';

/**
 * Composes the note about a deleted account. The job alone knows the address, and loses it once the note has been sent
 * or given up.
 */
export function composeAccountDeleted({ publicUrl }: { readonly publicUrl: string }): Composer {
  return {
    async compose(_em, job) {
      return {
        to: job.address ?? undefined,
        name: 'account-deleted',
        language: job.language,
        values: {
          address: shownEmail((job.address ?? '') as EmailAddress),
          deletedAt: job.createdAt,
          startUrl: `${publicUrl}/`,
        },
      };
    },
  };
}
