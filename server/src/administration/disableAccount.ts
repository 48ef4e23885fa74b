import { raw } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { recordEvent } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import { endSessions } from '../sessions/endSessions.ts';

/**
 * Disables an account: sign-in is refused and every session ends. Every outstanding link is spent for good, also after
 * the account is enabled again. Only notes to former addresses work again then, for an owner who was robbed. False where
 * it was disabled already or does not exist.
 */
export async function disableAccount(
  scope: Pick<Scope, 'em' | 'caller' | 'clock' | 'log' | 'tellProduct'>,
  account: Account,
): Promise<boolean> {
  const accountId = account.id;
  const at = scope.clock();
  const isDisabled = await scope.em.transactional(async em => {
    // The account first: a concurrent sign-in waits for this row. It then finds it disabled, or its session ends below.
    const disabled = { disabled: true, linkGeneration: raw('link_generation + 1') };
    if ((await em.nativeUpdate(Account, { id: accountId, disabled: false }, disabled)) === 0) return false;
    // The closest kind of the public schema, and true: every link is revoked. Existing clients could not show a new
    // kind. The log line tells the operator the rest.
    await recordEvent(em, scope.log, { accountId, kind: 'PASSWORD_RESET_REVOKED', at, caller: scope.caller });
    await scope.tellProduct(em, 'account.disabled', account);
    if ((await endSessions(em, scope, account)) > 0)
      await recordEvent(em, scope.log, { accountId, kind: 'SESSION_ENDED', at, caller: scope.caller });
    return true;
  });
  if (isDisabled) scope.log.info({ account: accountId }, 'account disabled');
  return isDisabled;
}
