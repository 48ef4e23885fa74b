import {
  type CanonicalEmail,
  canonicalEmail,
  type EmailAddress,
  parseEmailAddress,
  shownEmail,
} from '../domain/emailAddress.ts';
import { judgeClaim, type LinkStatus } from '../links/linkStatus.ts';
import {
  type Claim,
  type LinkState,
  type MailedLink,
  readLink,
  type SecretKeys,
  signLink,
} from '../links/signedLink.ts';
import { Account } from './account.ts';
import { addressDigests } from './addressDigest.ts';
import { ClosedAddress } from './closedAddress.ts';
import { type InvalidLink, invalidLink } from './outcomes.ts';
import type { Scope } from './scope.ts';
import type { RegistrationMode } from './settings.ts';

/** A registration link is made for an address without an account. */
const NO_ACCOUNT: LinkState = [];

/** What a link that creates an account was made for: an answer to `register`, or an operator's invitation. */
export type RegistrationPurpose = 'registration' | 'invitation';

/** Which links create accounts. An invitation that was mailed under `invite` goes on working once registration opens. */
const CREATES_ACCOUNTS: Readonly<Record<RegistrationMode, readonly RegistrationPurpose[]>> = {
  open: ['registration', 'invitation'],
  invite: ['invitation'],
  closed: [],
};

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
  purpose: RegistrationPurpose = 'registration',
): MailedLink {
  const subject = Buffer.from(shownEmail(email));
  return signLink(scope.secretKeys, { purpose, subject, state: NO_ACCOUNT, issuedAt });
}

/** The claim of a link that creates an account, of either purpose; undefined where no key of ours has signed it. */
function readRegistrationClaim(
  keys: SecretKeys,
  link: MailedLink,
): { readonly claim: Claim; readonly purpose: RegistrationPurpose } | undefined {
  for (const purpose of CREATES_ACCOUNTS.open) {
    const claim = readLink(keys, purpose, link);
    if (claim) return { claim, purpose };
  }
  return undefined;
}

/** The address that a valid registration link proves, and when the link was made. */
export interface ProvenByLink extends ProvenAddress {
  readonly issuedAt: Date;
}

/**
 * Why a registration link to this address no longer works: an account of it was deleted after the link was made, or has
 * moved to another address. Undefined where neither has happened.
 */
export async function closedSince(
  { em, secretKeys }: Pick<Scope, 'em' | 'secretKeys'>,
  address: CanonicalEmail,
  issuedAt: Date,
): Promise<InvalidLink | undefined> {
  const closed = addressDigests(secretKeys, address);
  const moved = addressDigests(secretKeys, address, 'moved');
  const since = await em.find(ClosedAddress, {
    addressDigest: { $in: [...closed, ...moved] },
    closedAt: { $gte: issuedAt },
  });
  if (since.length === 0) return undefined;
  return invalidLink(since.some(({ addressDigest }) => closed.includes(addressDigest)) ? 'INVALID' : 'SPENT');
}

/**
 * The address that a valid registration link proves, or why the link does not work. SPENT once the address has an
 * account, also after that account has moved to another address. INVALID once an account of the address was deleted
 * after the link was made. SPENT as well while REGISTRATION does not let such a link create an account: the link is
 * real, and something has changed since it was sent. It works again if the operator changes that back in time.
 */
export async function readRegistrationLink(
  scope: Pick<Scope, 'em' | 'secretKeys' | 'clock' | 'settings'>,
  link: MailedLink,
): Promise<ProvenByLink | InvalidLink> {
  const { claim, purpose } = readRegistrationClaim(scope.secretKeys, link) ?? {};
  const email = claim && parseEmailAddress(claim.subject.toString());
  if (!email || !purpose) return invalidLink('INVALID');

  const status = judgeClaim(claim, {
    states: [NO_ACCOUNT],
    timeoutSeconds: scope.settings.registrationTimeoutSeconds,
    now: scope.clock(),
  });
  if (status !== 'VALID') return invalidLink(status);
  if (!CREATES_ACCOUNTS[scope.settings.registration].includes(purpose)) return invalidLink('SPENT');

  const canonical = canonicalEmail(email);
  const { issuedAt } = claim;
  const closed = await closedSince(scope, canonical, issuedAt);
  if (closed) return closed;
  const taken = (await scope.em.count(Account, { canonicalEmail: canonical })) > 0;
  return taken ? invalidLink('SPENT') : { email, canonical, issuedAt };
}

/** Whether a mailed registration link still works. */
export async function registrationLinkStatus(
  scope: Pick<Scope, 'em' | 'secretKeys' | 'clock' | 'settings'>,
  link: MailedLink,
): Promise<LinkStatus> {
  const result = await readRegistrationLink(scope, link);
  return 'outcome' in result ? result.status : 'VALID';
}
