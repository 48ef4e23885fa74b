import type { Account } from '../accounts/account.ts';
import { recordEvent } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import type { MailedLink } from '../links/signedLink.ts';
import { makeAccountLink } from '../recovery/passwordResetLink.ts';

/**
 * Makes a link to choose a new password, for an operator who hands it to the owner. The owner sees a reset request among
 * the events. Undefined where the account is disabled, since the link would not work.
 */
export async function makeResetLink(
  scope: Pick<Scope, 'em' | 'caller' | 'clock' | 'log' | 'secretKeys'>,
  account: Account,
): Promise<MailedLink | undefined> {
  if (account.disabled) return undefined;
  const { caller, clock, em, log } = scope;
  const now = clock();
  await recordEvent(em, log, { accountId: account.id, kind: 'PASSWORD_RESET_REQUESTED', at: now, caller });
  return makeAccountLink(scope, 'password-reset', account, now);
}
