import { composePasswordChanged, PASSWORD_CHANGED_MAIL } from '../accounts/composePasswordChanged.ts';
import { composeRegistration } from '../accounts/composeRegistration.ts';
import { REGISTRATION_MAIL } from '../accounts/register.ts';
import type { Services } from '../accounts/scope.ts';
import type { Composers, Sorters } from '../mail/mail.ts';
import { composePasswordReset } from '../recovery/composePasswordReset.ts';
import { PASSWORD_RESET_MAIL } from '../recovery/requestPasswordReset.ts';
import { sortPasswordResets } from '../recovery/sortPasswordResets.ts';

/** Who writes which mail. */
export function composersFor(parts: Services, publicUrl: string): Composers {
  return {
    [PASSWORD_RESET_MAIL]: composePasswordReset(parts, publicUrl),
    [REGISTRATION_MAIL]: composeRegistration(parts, publicUrl),
    [PASSWORD_CHANGED_MAIL]: composePasswordChanged(publicUrl),
  };
}

/** Who finds out for which mails, many at a time, whether there is anybody to send them to. */
export function sortersFor({ log }: Pick<Services, 'log'>): Sorters {
  return { [PASSWORD_RESET_MAIL]: sortPasswordResets(log) };
}
