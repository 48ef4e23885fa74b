import { admitLinkUse } from '../accounts/admitLinkUse.ts';
import { limitSubject } from '../accounts/limitSubject.ts';
import { unchangedSince } from '../accounts/linkFingerprint.ts';
import { type InvalidLink, invalidLink, type TooManyRequests, tooManyRequests } from '../accounts/outcomes.ts';
import type { Scope } from '../accounts/scope.ts';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import type { MailedLink } from '../links/signedLink.ts';
import type { LiveSession } from '../sessions/currentSession.ts';
import { readEmailChangeLink } from './emailChangeLink.ts';
import { replaceAddress } from './replaceAddress.ts';

/** The account has its new address. The browser is now a known device of it. */
export interface EmailChanged {
  readonly outcome: 'EmailChanged';
  readonly address: CanonicalEmail;
}

/**
 * Changes the address of an account with a mailed link, which proves the new one. No session is needed and none is
 * started; those of the account end, but the confirming one. Of parallel uses of an account's links one wins, and of
 * parallel changes to one address. The others are SPENT.
 */
export async function confirmEmailChange(
  scope: Scope,
  live: LiveSession | undefined,
  link: MailedLink,
): Promise<EmailChanged | InvalidLink | TooManyRequests> {
  const { limiter } = scope;
  const change = await readEmailChangeLink(scope, link);
  const admission = await admitLinkUse(scope, link, change);
  if (!admission.admitted) return tooManyRequests(admission.waitSeconds);
  if ('outcome' in change) return change;

  const { account, address } = change;
  const replaced = await replaceAddress(scope, account, address, {
    unchanged: unchangedSince(account),
    exceptSessionId: live?.account.id === account.id ? live.session.id : undefined,
  });
  if (replaced !== 'replaced') return invalidLink('SPENT');
  await limiter.clear(scope, 'login', limitSubject(scope, address.canonical));
  return { outcome: 'EmailChanged', address: address.canonical };
}
