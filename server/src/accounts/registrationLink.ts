import {
  type CanonicalEmail,
  canonicalEmail,
  type EmailAddress,
  parseEmailAddress,
  shownEmail,
} from '../domain/emailAddress.ts';
import { judgeClaim, type LinkStatus } from '../links/linkStatus.ts';
import { type LinkState, type MailedLink, readLink, signLink } from '../links/signedLink.ts';
import { Account } from './account.ts';
import { addressDigests } from './addressDigest.ts';
import { ClosedAddress } from './closedAddress.ts';
import { type InvalidLink, invalidLink } from './outcomes.ts';
import type { Scope } from './scope.ts';

/** A registration link is made for an address without an account. */
const NO_ACCOUNT: LinkState = [];

/** An address that its owner has proved to read. */
export interface ProvenAddress {
  readonly email: EmailAddress;
  readonly canonical: CanonicalEmail;
}

/**
 * Makes the uid and token with which the owner of an address can create an account. The uid holds the address as it is
 * shown, since the page reads it from there.
 */
export function makeRegistrationLink(
  scope: Pick<Scope, 'secretKeys'>,
  email: EmailAddress,
  issuedAt: Date,
): MailedLink {
  const subject = Buffer.from(shownEmail(email));
  return signLink(scope.secretKeys, { purpose: 'registration', subject, state: NO_ACCOUNT, issuedAt });
}

/**
 * The address that a valid registration link proves, or why the link does not work. SPENT once the address has an
 * account, and also when it had one that was deleted after the link was made.
 */
export async function readRegistrationLink(
  scope: Pick<Scope, 'em' | 'secretKeys' | 'clock' | 'settings'>,
  link: MailedLink,
): Promise<ProvenAddress | InvalidLink> {
  const claim = readLink(scope.secretKeys, 'registration', link);
  const email = claim && parseEmailAddress(claim.subject.toString());
  if (!email) return invalidLink('INVALID');

  const status = judgeClaim(claim, {
    states: [NO_ACCOUNT],
    timeoutSeconds: scope.settings.registrationTimeoutSeconds,
    now: scope.clock(),
  });
  if (status !== 'VALID') return invalidLink(status);

  const canonical = canonicalEmail(email);
  if ((await scope.em.count(Account, { canonicalEmail: canonical })) > 0) return invalidLink('SPENT');
  const closedSince = await scope.em.count(ClosedAddress, {
    addressDigest: { $in: addressDigests(scope.secretKeys, canonical) },
    closedAt: { $gte: claim.issuedAt },
  });
  return closedSince > 0 ? invalidLink('SPENT') : { email, canonical };
}

/** Whether a mailed registration link still works. */
export async function registrationLinkStatus(
  scope: Pick<Scope, 'em' | 'secretKeys' | 'clock' | 'settings'>,
  link: MailedLink,
): Promise<LinkStatus> {
  const result = await readRegistrationLink(scope, link);
  return 'outcome' in result ? result.status : 'VALID';
}
