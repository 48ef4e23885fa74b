import { Account } from '../accounts/account.ts';
import { linkFingerprintInput } from '../accounts/linkFingerprint.ts';
import { type InvalidLink, invalidLink } from '../accounts/outcomes.ts';
import type { ProvenAddress } from '../accounts/registrationLink.ts';
import type { Scope } from '../accounts/scope.ts';
import { canonicalEmail, type EmailAddress, parseEmailAddress, shownEmail } from '../domain/emailAddress.ts';
import { judgeClaim, type LinkStatus } from '../links/linkStatus.ts';
import { accountAndAddressOf, subjectOfAddress } from '../links/linkSubject.ts';
import { type MailedLink, readLink, signLink } from '../links/signedLink.ts';

/** A change of address that a valid link proves: the account as it is, and its new address. */
export interface ProvenChange {
  readonly account: Account;
  readonly address: ProvenAddress;
}

/**
 * Makes the uid and token with which the reader of an address can give it to the account as it is now. The uid holds the
 * address as it is shown, since the page reads it from there.
 */
export function makeEmailChangeLink(
  scope: Pick<Scope, 'secretKeys'>,
  account: Account,
  newEmail: EmailAddress,
  issuedAt: Date,
): MailedLink {
  const subject = subjectOfAddress(account.id, shownEmail(newEmail));
  const state = linkFingerprintInput(account);
  return signLink(scope.secretKeys, { purpose: 'email-change', subject, state, issuedAt });
}

/**
 * The change that a valid link proves, or why the link does not work. Reading never spends it. SPENT once anything that
 * spends a reset link has happened to the account, or once another account has the address.
 */
export async function readEmailChangeLink(
  scope: Pick<Scope, 'em' | 'secretKeys' | 'clock' | 'settings'>,
  link: MailedLink,
): Promise<ProvenChange | InvalidLink> {
  const claim = readLink(scope.secretKeys, 'email-change', link);
  const named = claim && accountAndAddressOf(claim.subject);
  const email = named && parseEmailAddress(named.address);
  if (!claim || !email) return invalidLink('INVALID');

  const account = await scope.em.findOne(Account, { id: named.accountId });
  if (!account) return invalidLink('INVALID');

  const status = judgeClaim(claim, {
    states: [linkFingerprintInput(account)],
    timeoutSeconds: scope.settings.registrationTimeoutSeconds,
    now: scope.clock(),
  });
  if (status !== 'VALID') return invalidLink(status);

  const canonical = canonicalEmail(email);
  const taken = (await scope.em.count(Account, { canonicalEmail: canonical })) > 0;
  return taken ? invalidLink('SPENT') : { account, address: { email, canonical } };
}

/** Whether a mailed link to change an address still works. */
export async function emailChangeLinkStatus(
  scope: Pick<Scope, 'em' | 'secretKeys' | 'clock' | 'settings'>,
  link: MailedLink,
): Promise<LinkStatus> {
  const result = await readEmailChangeLink(scope, link);
  return 'outcome' in result ? result.status : 'VALID';
}
