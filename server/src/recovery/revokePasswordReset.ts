import { Account } from '../accounts/account.ts';
import { admitLinkUse } from '../accounts/admitLinkUse.ts';
import { unchangedSince } from '../accounts/linkFingerprint.ts';
import { type InvalidLink, invalidLink, type TooManyRequests, tooManyRequests } from '../accounts/outcomes.ts';
import { recordEvent } from '../accounts/recordEvent.ts';
import type { Scope } from '../accounts/scope.ts';
import type { MailedLink } from '../links/signedLink.ts';
import { readAccountLink } from './passwordResetLink.ts';

/** "It was not me": spends every outstanding link of the account, this one included, and changes nothing else. */
export async function revokePasswordReset(
  scope: Pick<Scope, 'em' | 'caller' | 'limiter' | 'secretKeys' | 'clock' | 'settings' | 'log'>,
  link: MailedLink,
): Promise<{ readonly outcome: 'PasswordResetRevoked' } | InvalidLink | TooManyRequests> {
  const { caller } = scope;
  const account = await readAccountLink(scope, 'password-reset-revoke', link);
  const admission = await admitLinkUse(scope, link, account);
  if (!admission.admitted) return tooManyRequests(admission.waitSeconds);
  if ('outcome' in account) return account;

  const revoked = await scope.em.transactional(async em => {
    const raised = { linkGeneration: account.linkGeneration + 1 };
    if ((await em.nativeUpdate(Account, unchangedSince(account), raised)) === 0) return false;
    await recordEvent(em, scope.log, {
      accountId: account.id,
      kind: 'PASSWORD_RESET_REVOKED',
      at: scope.clock(),
      caller,
    });
    return true;
  });
  return revoked ? { outcome: 'PasswordResetRevoked' } : invalidLink('SPENT');
}
