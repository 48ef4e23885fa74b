import { Account } from '../accounts/account.ts';
import { legacyLinkFingerprintInput, linkFingerprintInput } from '../accounts/linkFingerprint.ts';
import { type InvalidLink, invalidLink } from '../accounts/outcomes.ts';
import type { Scope } from '../accounts/scope.ts';
import { judgeClaim, type LinkStatus } from '../links/linkStatus.ts';
import { accountIdOf, subjectOfAccount } from '../links/linkSubject.ts';
import { type LinkPurpose, type MailedLink, readLink, signLink } from '../links/signedLink.ts';

/** The purposes of a link that names an account. */
export type AccountLinkPurpose = Extract<LinkPurpose, 'password-reset' | 'password-reset-revoke'>;

/** Makes a link that works for the account as it is now. */
export function makeAccountLink(
  scope: Pick<Scope, 'secretKeys'>,
  purpose: AccountLinkPurpose,
  account: Account,
  issuedAt: Date,
): MailedLink {
  const subject = subjectOfAccount(account.id);
  return signLink(scope.secretKeys, { purpose, subject, state: linkFingerprintInput(account), issuedAt });
}

/** The account of a valid link, or why the link does not work. Reading never spends it. */
export async function readAccountLink(
  scope: Pick<Scope, 'em' | 'secretKeys' | 'clock' | 'settings'>,
  purpose: AccountLinkPurpose,
  link: MailedLink,
): Promise<Account | InvalidLink> {
  const claim = readLink(scope.secretKeys, purpose, link);
  const accountId = claim && accountIdOf(claim.subject);
  if (!claim || accountId === undefined) return invalidLink('INVALID');

  const account = await scope.em.findOne(Account, { id: accountId });
  if (!account) return invalidLink('INVALID');

  const status = judgeClaim(claim, {
    states: [linkFingerprintInput(account), legacyLinkFingerprintInput(account)],
    timeoutSeconds: scope.settings.passwordResetTimeoutSeconds,
    now: scope.clock(),
  });
  return status === 'VALID' ? account : invalidLink(status);
}

/** Whether a mailed reset link still works. */
export async function passwordResetLinkStatus(
  scope: Pick<Scope, 'em' | 'secretKeys' | 'clock' | 'settings'>,
  link: MailedLink,
): Promise<LinkStatus> {
  const result = await readAccountLink(scope, 'password-reset', link);
  return 'outcome' in result ? result.status : 'VALID';
}
