import { composeFailedSignIns } from '../accounts/composeFailedSignIns.ts';
import { composePasswordChanged } from '../accounts/composePasswordChanged.ts';
import { composeRegistration } from '../accounts/composeRegistration.ts';
import type { Scope } from '../accounts/scope.ts';
import type { Composers } from '../mail/compose.ts';
import { composePasswordReset } from '../recovery/composePasswordReset.ts';

/** What composers need to know of the configuration. */
export interface ComposerSettings {
  /** Where every mailed link leads. */
  readonly publicUrl: string;
  readonly passwordResetTimeoutSeconds: number;
  readonly registrationTimeoutSeconds: number;
}

/** Which composer writes which mail. */
export function composersFor(scope: Pick<Scope, 'secretKeys' | 'log'>, settings: ComposerSettings): Composers {
  return {
    'password-reset': composePasswordReset(scope, settings),
    registration: composeRegistration(scope, settings),
    'password-changed': composePasswordChanged(settings),
    'failed-sign-ins': composeFailedSignIns(settings),
  };
}
