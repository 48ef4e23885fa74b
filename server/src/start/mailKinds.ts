import { composeAccountDeleted } from '../accounts/composeAccountDeleted.ts';
import { composeFailedSignIns } from '../accounts/composeFailedSignIns.ts';
import { composeNewDevice } from '../accounts/composeNewDevice.ts';
import { composePasswordChanged } from '../accounts/composePasswordChanged.ts';
import { composeRegistration } from '../accounts/composeRegistration.ts';
import type { Scope } from '../accounts/scope.ts';
import { composeEmailChange } from '../emailChange/composeEmailChange.ts';
import { composeEmailChanged } from '../emailChange/composeEmailChanged.ts';
import { composeNewAddress } from '../emailChange/composeNewAddress.ts';
import type { Composers } from '../mail/compose.ts';
import { composePasswordReset } from '../recovery/composePasswordReset.ts';

/** The configuration of composers. */
export interface ComposerSettings {
  /** The origin of every mailed link. */
  readonly publicUrl: string;
  readonly passwordResetTimeoutSeconds: number;
  readonly registrationTimeoutSeconds: number;
}

/** The composer of each kind of mail job. */
export function composersFor(scope: Pick<Scope, 'secretKeys' | 'log'>, settings: ComposerSettings): Composers {
  return {
    'password-reset': composePasswordReset(scope, settings),
    registration: composeRegistration(scope, 'registration', settings),
    invitation: composeRegistration(scope, 'invitation', settings),
    'password-changed': composePasswordChanged(settings),
    'new-device': composeNewDevice(settings),
    'failed-sign-ins': composeFailedSignIns(settings),
    'account-deleted': composeAccountDeleted(settings),
    'email-change': composeEmailChange(scope, settings),
    'email-changed': composeEmailChanged(scope, settings),
    'new-address': composeNewAddress(settings),
  };
}
