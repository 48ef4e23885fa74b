import { Account } from '../accounts/account.ts';
import { AddressChange } from '../accounts/addressChange.ts';
import { type InvalidLink, invalidLink } from '../accounts/outcomes.ts';
import type { ProvenAddress } from '../accounts/registrationLink.ts';
import type { Scope } from '../accounts/scope.ts';
import { canonicalEmail, type EmailAddress, parseEmailAddress, shownEmail } from '../domain/emailAddress.ts';
import { judgeClaim } from '../links/linkStatus.ts';
import { accountAndAddressOf, subjectOfAddress } from '../links/linkSubject.ts';
import { type LinkState, type MailedLink, readLink, type SecretKeys, signLink } from '../links/signedLink.ts';

/** How long the note to a former address can undo a change, in seconds from its delivery: seven days. */
export const REVERT_TIMEOUT_SECONDS = 7 * 24 * 60 * 60;

/**
 * How long a change is kept: its note may reach the mailbox late. A queued job waits for a day and longer, a parked one
 * for a month (queue/jobs.ts).
 */
export const REVERTIBLE_SECONDS = REVERT_TIMEOUT_SECONDS + 31 * 24 * 60 * 60;

/** What a valid link of a note undoes. */
export interface Revertible {
  readonly accountId: string;
  readonly formerAddress: ProvenAddress;
  /** The {@link AddressChange.linkGeneration} of the change. */
  readonly linkGeneration: number;
}

/** The state of a note's link: only the change that it tells of, so that no other change spends it. */
const stateOf = (noteId: string): LinkState => [noteId];

/** Makes the uid and token with which the reader of a former address can put it back. The uid holds the address. */
export function makeRevertLink(
  { secretKeys }: { readonly secretKeys: SecretKeys },
  note: { readonly id: string; readonly accountId: string; readonly formerEmail: EmailAddress },
  issuedAt: Date,
): MailedLink {
  const subject = subjectOfAddress(note.accountId, shownEmail(note.formerEmail));
  return signLink(secretKeys, { purpose: 'email-change-revert', subject, state: stateOf(note.id), issuedAt });
}

/**
 * What a valid link of a note undoes, or why it does not work. Reading never spends it. SPENT once the change was
 * undone, by this note or an earlier one, and once an operator has given the disabled account another address.
 */
export async function readRevertLink(
  scope: Pick<Scope, 'em' | 'secretKeys' | 'clock'>,
  link: MailedLink,
): Promise<Revertible | InvalidLink> {
  const claim = readLink(scope.secretKeys, 'email-change-revert', link);
  const named = claim && accountAndAddressOf(claim.subject);
  const email = named && parseEmailAddress(named.address);
  if (!claim || !email) return invalidLink('INVALID');

  const { accountId } = named;
  if ((await scope.em.count(Account, { id: accountId })) === 0) return invalidLink('INVALID');

  const changes = await scope.em.find(AddressChange, { account: accountId });
  const status = judgeClaim(claim, {
    states: changes.map(({ noteId }) => stateOf(noteId)),
    timeoutSeconds: REVERT_TIMEOUT_SECONDS,
    now: scope.clock(),
  });
  if (status !== 'VALID') return invalidLink(status);

  const change = changes.find(({ noteId }) => claim.covers(stateOf(noteId)));
  if (!change) return invalidLink('SPENT');
  const formerAddress = { email, canonical: canonicalEmail(email) };
  return { accountId, formerAddress, linkGeneration: change.linkGeneration };
}
